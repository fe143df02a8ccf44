// Nothing moves or is replaced between press and release: a click of which one half fell on what has gone is lost.

const PRESSED = "a:active, button:active, summary:active, label:active";
const LOOK_AGAIN_MS = 30;
/** Nobody presses so long for a click; then the page goes on. */
const LONGEST_MS = 2_000;

/** @type {(() => void)[]} */
const waiting = [];
let since = 0;

/** Do this at once, or as soon as she has let go of what she presses; in the order of asking. @param {() => void} act */
export function whenReleased(act) {
  waiting.push(act);
  if (waiting.length > 1) return;
  since = performance.now();
  look();
}

function look() {
  const isPressed = document.querySelector(PRESSED) && performance.now() - since < LONGEST_MS;
  if (isPressed) return void setTimeout(look, LOOK_AGAIN_MS);
  while (waiting.length) attempt(waiting[0]);
}

/** One that fails does not hold up those behind it. */
function attempt(act) {
  try {
    act();
  } catch (error) {
    reportError(error);
  } finally {
    waiting.shift();
  }
}
