import type { PlainDate } from '../../kernel/plain-date.ts'
import { addDays } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import type { ElectionLaw } from '../law.ts'
import type { ElectionKind, Voter } from '../model.ts'
import { deletionDay, listingOn } from './listing.ts'

/** Whether somebody who stands at the polling place may vote, with the sentence the screen shows — 投票できるか. */
export interface VotingRight {
  readonly may: boolean
  /** Last day on which it stays so; null where nothing ends it. */
  readonly through: PlainDate | null
  readonly sentence: string
}

export interface Voting {
  /** The day on which the voter stands there; before the election day it is early voting. */
  readonly votingOn: PlainDate
  readonly election: ElectionKind
  /** Base day of the list of this election. */
  readonly listedOn: PlainDate
  readonly electionOn: PlainDate
  /** Moved to another municipality of the same prefecture. */
  readonly isWithinPrefecture: boolean
}

/**
 * Today's right to vote, said as such: can or cannot, and until when — きょう投票できるか.
 * A deletion that lies ahead takes nothing away before its day; who is not on the list gets no ballot, with a card or without one.
 * @law public-offices-election-act 42
 * @law public-offices-election-act 43
 * @law public-offices-election-act 9(3)
 */
export function votingRight(voter: Voter, voting: Voting, law: ElectionLaw): VotingRight {
  const listing = listingOn(voter, { baseOn: voting.listedOn, electionOn: voting.electionOn }, law)
  if (!listing.isListed) return cannot('名簿に載っていません')
  if (voter.diedOn !== null && voter.diedOn <= voting.votingOn) return cannot('亡くなった人として記録されています')
  if (voter.suspendedUntil !== null && voting.votingOn < voter.suspendedUntil) return cannot(`選挙権が${printDate(addDays(voter.suspendedUntil, -1))}まで停止されています`)
  if (voter.movedOutOn === null || voter.movedOutOn > voting.votingOn) return { may: true, through: null, sentence: 'きょう投票できます。' }
  const deletedOn = deletionDay(voter.movedOutOn, law)
  if (voting.election === 'municipal') return cannot(`${printDate(voter.movedOutOn)}に転出し、この市区町村の選挙の選挙権がありません`)
  if (voting.election === 'prefectural' && !voting.isWithinPrefecture) return cannot(`${printDate(voter.movedOutOn)}に都道府県の外へ転出しています`)
  if (voting.votingOn >= deletedOn) return cannot(`転出から${law.deletionMonths}か月がたち、${printDate(deletedOn)}に名簿から抹消されました`)
  const through = addDays(deletedOn, -1)
  return { may: true, through, sentence: `きょう投票できます。転出の表示がありますが、${printDate(through)}までは投票できます。` }
}

function cannot(because: string): VotingRight {
  return { may: false, through: null, sentence: `きょうは投票できません。${because}。` }
}
