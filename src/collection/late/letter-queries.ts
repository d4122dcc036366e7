import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { listParties } from '../../party/index.ts'
import { query } from '../../platform/command/define.ts'
import { groupBy } from '../group.ts'
import { listSummaries, zPackageSummary } from '../packages/queries.ts'
import * as demands from './demand-store.ts'

const zKind = z.enum(['demand', 'reminder'])
const zReturned = z.object({ letterNo: z.string(), partyId: z.string(), residentId: z.string().nullable(), name: z.string(), issuedOn: z.string(), returnedOn: z.string(), demands: z.int() })
const zLetters = z.object({
  kind: zKind, items: z.array(zPackageSummary), returned: z.array(zReturned),
  notices: z.array(z.object({ noticeNo: z.string(), postedOn: z.string(), effectiveOn: z.string(), documentId: z.string(), letters: z.int() })),
})
export type LettersView = z.output<typeof zLetters>

/** Packages of demands or reminders; of demands also what came back and what was posted in public — 督促・催告の一覧. */
export const listLetters = query({
  name: 'collection.letters', title: '督促状・催告書の一覧を見る', permission: 'collection.read', action: 'list',
  description: 'Packages of demands or reminders, the newest first, twenty at most; for demands also letters that came back and wait for service, 200 at most, and the latest public notices.',
  input: z.strictObject({ kind: zKind }), output: zLetters,
  async run(tx, { kind }) {
    const items = await listSummaries(tx, kind, 20)
    const returned = kind === 'demand' ? await demands.listReturned(tx, 200) : []
    const parties = new Map((await listParties(tx, [...new Set(returned.map((row) => row.party_id))])).map((party) => [party.partyId, party]))
    const notices = kind === 'demand' ? await demands.listPublicNotices(tx, 20) : []
    return accept({
      kind, items, notices: notices.map((row) => ({ noticeNo: row.notice_no, postedOn: row.posted_on, effectiveOn: row.effective_on, documentId: row.document_id, letters: row.letters })),
      returned: [...groupBy(returned, (row) => row.letter_no)].map(([letterNo, rows]) => ({
        letterNo, partyId: rows[0]!.party_id, residentId: parties.get(rows[0]!.party_id)?.residentId ?? null, name: parties.get(rows[0]!.party_id)?.name ?? '', issuedOn: rows[0]!.issued_on, returnedOn: rows[0]!.returned_on ?? '', demands: rows.length,
      })),
    })
  },
  subjects: (view) => view.returned.flatMap((row) => row.residentId ?? []),
  // Names and numbers: neither birth date nor address stands here.
  withhold: (view) => view,
  example: async () => ({ kind: 'demand' as const }),
})
