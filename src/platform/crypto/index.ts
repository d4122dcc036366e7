export { newId, isId } from './ids.ts'
export { cipherFor, loadMasterKey, type Cipher, type MasterKey } from './cipher.ts'
export { sha256Hex, digestOfJson } from './digest.ts'
