/** Light and dark. Every text color has a contrast of at least 4.5 on the grounds it is used on. */
export const colors = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f6f7f9; --line: #e1e5ea; --edge: #c2c9d2;
  --text: #1a1f26; --soft: #566070; --link: #0b57d0;
  --breaking: #b3261e; --breaking-ground: #fdeeec;
  --security: #6a3da3; --security-ground: #f4eefc;
  --added: #0f6b2d; --added-ground: #e5f5ea;
  --removed: #b3261e; --removed-ground: #fdeeec;
  --changed: #835000; --changed-ground: #fff3dc;
  --moved: #0b57d0; --moved-ground: #e8f0fe;
  --reached: #0a6372; --reached-ground: #e2f4f6;
  --ins-mark: #b4e6c3; --del-mark: #f8c6c1;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1318; --raised: #171c23; --line: #29303a; --edge: #485261;
    --text: #e5e9ef; --soft: #a1abb9; --link: #8fb8ff;
    --breaking: #ff9f96; --breaking-ground: #3a1b18;
    --security: #ceb3ff; --security-ground: #2a2042;
    --added: #7fe0a1; --added-ground: #12301e;
    --removed: #ff9f96; --removed-ground: #3a1b18;
    --changed: #f3c470; --changed-ground: #34270f;
    --moved: #9dc3ff; --moved-ground: #162a4b;
    --reached: #80d6e4; --reached-ground: #0f2e34;
    --ins-mark: #1f5a37; --del-mark: #6d2d28;
  }
}
`
