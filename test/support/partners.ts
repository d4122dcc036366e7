// Partners of the tests are those of the year that the bench lives through.
export { partners, strangeSlip, type Partner, type PrintedSlip, type Report, type RequestedNotice } from '../../src/app/bench/year/outside/partners.ts'
