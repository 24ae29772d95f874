/** An answer of S3 instead of a result. Codes, statuses and texts are those of S3's list of error codes. */
export class S3Error extends Error {
  readonly code: string
  readonly status: number
  readonly headers: Record<string, string>

  constructor(code: string, message: string, status: number, headers: Record<string, string> = {}) {
    super(message)
    this.name = 'S3Error'
    this.code = code
    this.status = status
    this.headers = headers
  }
}

export const noSuchBucket = (): S3Error => new S3Error('NoSuchBucket', 'The specified bucket does not exist', 404)
export const noSuchKey = (headers: Record<string, string> = {}): S3Error =>
  new S3Error('NoSuchKey', 'The specified key does not exist.', 404, headers)
export const accessDenied = (message = 'Access Denied'): S3Error => new S3Error('AccessDenied', message, 403)
export const invalidArgument = (message: string): S3Error => new S3Error('InvalidArgument', message, 400)
export const invalidRequest = (message: string): S3Error => new S3Error('InvalidRequest', message, 400)
export const notImplemented = (what: string): S3Error =>
  new S3Error('NotImplemented', `This emulator has no behavior for ${what}`, 501)
