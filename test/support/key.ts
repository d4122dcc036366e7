/** The master key of all tests; it guards invented people only. */
export const testKey = Buffer.alloc(32, 7)
