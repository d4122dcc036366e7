// The clerk of the journeys is the one that the benches time.
export { Clerk, openBrowser, pictures, signIn, signInAt } from '../../src/app/bench/clerk.ts'
