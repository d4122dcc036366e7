/** The keystroke model: seconds a key, and seconds of thought before a field that needs one. */
export const [secondsOfKey, secondsOfThought] = [0.28, 1.35] as const

/** Keys that convert a reading to kanji and accept it. */
export const conversionKeys = 2

/** Keys on a Roman keyboard for a reading: a vowel one, another kana two, a small kana or a lengthening one more. */
export function romanKeys(reading: string): number {
  return [...reading].reduce((keys, kana) => keys + (/[アイウエオッーャュョ　0-9]/.test(kana) ? 1 : 2), 0)
}
