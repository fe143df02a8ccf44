// Only what was asked for last counts: an answer that comes after a later question is dropped.

/**
 * One counter for each place; whoever asks there is given what says, when the answer has come, whether it still counts.
 * @returns {(place?: unknown) => () => boolean}
 */
export function latestOnly() {
  /** @type {Map<unknown, object>} */
  const asked = new Map();
  return (place) => {
    const mine = {};
    asked.set(place, mine);
    return () => asked.get(place) === mine;
  };
}
