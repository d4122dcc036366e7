import { compact, type Debt, type Misread, type Payment, type Saying, type Slip } from './seen.ts'
import { strangeSlip, type PrintedSlip, type Report, type RequestedNotice } from './partners.ts'

const noSlip: PrintedSlip = { key: '', bars: '', upper: '', lower: '', amount: 0 }

/** What a partner writes of a payment. */
export function reportOf({ payment, word }: Saying, debtOf: (debt: number) => Debt): Report {
  return { kind: word, slip: slipIn(payment), serial: payment.serial, notice: noticeIn(payment, debtOf), amount: payment.yen, day: compact(payment.day), time: payment.time, fundsDay: compact(payment.fundsDay) }
}

function slipIn({ named, misread }: Payment): PrintedSlip {
  if (misread) return asMisread(misread)
  return named.by === 'slip' ? printed(named.slip) : noSlip
}

/** The notice that a payer of pensions names; one that nobody sent where it names nothing of ours. */
export function noticeIn({ named, meant, serial }: Payment, debtOf: (debt: number) => Debt): RequestedNotice {
  const { levy, year, notice, instalment } = debtOf(meant)
  return { levy, year, notice: named.by === 'notice' ? notice : `X${serial}`, instalment }
}

function printed(slip: Slip): PrintedSlip {
  return { key: slip.number, bars: slip.bars ?? '', upper: slip.upper, lower: slip.lower, amount: slip.yen }
}

function asMisread({ slip, as }: Misread): PrintedSlip {
  const own = printed(slip)
  return as === 'strange' ? strangeSlip(own) : { ...own, bars: `${own.bars.slice(0, 43)}${(Number(own.bars[43]) + 1) % 10}` }
}
