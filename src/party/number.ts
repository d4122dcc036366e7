/** Counter of 宛名番号, shared with the resident register so that a number means one addressee. */
export const addresseeSerial = 'addressee-number'

/** Digits of a 宛名番号 with its check digit. */
export const addresseeNumberWidth = 10
