export { makeKeyReader, type KeyReader } from './key-reader.ts'
export { namePermissions } from './permissions.ts'
export { signIn, signInLogged, signOut, findSession, signInPolicy } from './sign-in.ts'
export { enterSampleStaff, samplePassword, sampleSignIns } from './sample.ts'
