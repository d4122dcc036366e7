import { z } from 'zod'
import { accept, refusalCatalogue } from '../kernel/outcome.ts'
import { query } from '../platform/command/define.ts'
import type { ScreenGuide } from '../platform/command/tx.ts'

export const counterRefusals = refusalCatalogue('counter', {
  'not-found': { message: 'この名前の画面はありません。', remedy: '左の業務の一覧から開き直し、その画面で F1 を押してください。' },
})

/** A screen of the list of all screens, with its address. */
export interface Destination { readonly title: string; readonly path: string }

/** What the operator is told of one screen, and where else to go. */
export interface Help {
  readonly guide: ScreenGuide
  /** Titles of the acts that the operator has no right to. */
  readonly notMine: readonly string[]
  /** Every screen that opens without a person or a case and that the operator may open, by business. */
  readonly places: readonly { readonly business: string; readonly screens: readonly Destination[] }[]
}

/** What a screen is there for, what may be done there and what its refusals mean — 画面のヘルプ. */
export const showHelp = query<{ screen: string }, Help>({
  name: 'counter.show-help', title: '画面のヘルプ', permission: 'counter.read', action: 'view',
  description: 'What can be done on one screen, with the right it needs, the refusals of its business with their remedies and articles, and every screen that the operator may open.',
  input: z.strictObject({ screen: z.string().max(120) }), output: z.custom<Help>(),
  async run(tx, { screen }) {
    const { screens } = tx.services
    const { permissions } = tx.actor
    const guide = screens.get(screen)
    if (guide === undefined) return counterRefusals.refuse('not-found', { field: '/screen' })
    const open = [...screens.values()].filter((one) => one.path !== null && permissions.has(one.permission))
    // The business of the screen comes first; two forms for one filing are one place.
    const businesses = [...new Set([guide.business, ...open.map((one) => one.business)])]
    const screensOf = (business: string): readonly Destination[] => [...new Map(open.filter((one) => one.business === business).toReversed().map(({ title, path }) => [title, { title, path: path ?? '' }])).values()].toReversed()
    return accept({
      guide, notMine: guide.acts.filter((act) => !permissions.has(act.permission)).map((act) => act.title),
      places: businesses.map((business) => ({ business, screens: screensOf(business) })).filter((place) => place.screens.length > 0),
    })
  },
  subjects: () => [],
  withhold: (value) => value,
  async example() { return { screen: 'counter.home' } },
})
