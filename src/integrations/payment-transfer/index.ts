// The door of the transfer of payment files.

export { paymentTransports } from './transports.ts'
