export { namePermissions } from './permissions.ts'
export { signIn, signInLogged, signOut, findSession, findApiKey, signInPolicy } from './sign-in.ts'
export { enterSampleStaff, samplePassword, sampleSignIns } from './sample.ts'
