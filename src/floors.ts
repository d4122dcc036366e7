/** The plan of the house: which folder is a room, on which floor, and which siblings' doors it may use. Arrows point down. */
export interface Room {
  /** Folder below `src/`. */
  readonly folder: string
  readonly floor: number
  /** Rooms of the same floor whose door it may use. */
  readonly siblings?: readonly string[]
}

export const rooms: readonly Room[] = [
  { folder: 'kernel', floor: 1 },
  { folder: 'platform', floor: 2 },
  { folder: 'legislation', floor: 3 },
  { folder: 'tenancy', floor: 3, siblings: ['legislation'] },
  { folder: 'access', floor: 3 },
  { folder: 'audit', floor: 3 },
  { folder: 'operations', floor: 3 },
  { folder: 'tasks', floor: 3, siblings: ['legislation'] },
  { folder: 'resident', floor: 3, siblings: ['legislation'] },
  { folder: 'party', floor: 4 },
  { folder: 'seal', floor: 4 },
  { folder: 'election', floor: 4 },
  { folder: 'school', floor: 4 },
  { folder: 'supplementary-family-register', floor: 4 },
  { folder: 'collection', floor: 5 },
  { folder: 'tax/individual', floor: 6 },
  { folder: 'tax/fixed-asset', floor: 6 },
  { folder: 'tax/light-vehicle', floor: 6 },
  { folder: 'tax/corporate', floor: 6 },
  { folder: 'nhi', floor: 7 },
  { folder: 'national-pension', floor: 7 },
  { folder: 'welfare', floor: 7 },
  { folder: 'certificates', floor: 7 },
  { folder: 'integrations', floor: 7 },
  { folder: 'counter', floor: 7 },
  { folder: 'app', floor: 8 },
]

/** Rooms whose functions `app/wiring.ts` hands out; business contexts do not import them. */
export const wiredOnly: ReadonlySet<string> = new Set(['access', 'audit', 'tenancy', 'tasks', 'operations'])

/** A folder of a new tax or benefit needs no line here: it stands on the floor of its parent. */
export function roomOf(path: string): Room | undefined {
  const known = rooms.filter((room) => path === room.folder || path.startsWith(`${room.folder}/`))
  if (known.length > 0) return known.reduce((a, b) => (a.folder.length >= b.folder.length ? a : b))
  const family = /^(tax|welfare|integrations)\/[^/]+/.exec(path)?.[0]
  if (family === undefined) return undefined
  return { folder: family, floor: family.startsWith('tax/') ? 6 : 7 }
}
