/** Where a label stands: place 0 is the upper left one, then along the row. */
export interface Placed<L> { readonly place: number; readonly label: L }

/**
 * Labels on sheets, in their order; on the first sheet so many places are used up already — ラベルの割付け.
 * @decides nothing
 */
export function placesOnSheets<L>(labels: readonly L[], { perSheet, used }: { readonly perSheet: number; readonly used: number }): readonly (readonly Placed<L>[])[] {
  const sheets: Placed<L>[][] = []
  labels.forEach((label, index) => {
    const at = index + used
    const sheet = Math.floor(at / perSheet)
    sheets[sheet] = [...(sheets[sheet] ?? []), { place: at % perSheet, label }]
  })
  return sheets
}
