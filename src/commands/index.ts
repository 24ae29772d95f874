import { adopt } from './adopt.ts'
import { backup } from './backup.ts'
import type { Command } from './command.ts'
import { demo } from './demo.ts'
import { deploy } from './deploy.ts'
import { diff } from './diff.ts'
import { drift } from './drift.ts'
import { emulator } from './emulator.ts'
import { exportCommand } from './export.ts'
import { history } from './history.ts'
import { init } from './init.ts'
import { list } from './list.ts'
import { plan } from './plan.ts'
import { restore } from './restore.ts'
import { review } from './review.ts'
import { undo } from './undo.ts'
import { validate } from './validate.ts'
import { verify } from './verify.ts'

/** All verbs: what the CLI's help, the action's `command` input and the README's table are made from. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  demo,
  init,
  list,
  export: exportCommand,
  validate,
  diff,
  review,
  plan,
  deploy,
  undo,
  adopt,
  drift,
  history,
  backup,
  verify,
  restore,
  emulator,
}
