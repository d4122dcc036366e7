import type { ViewState } from '../../platform/screen/index.ts'

/** The letter that was just issued, to be opened and printed; none where something else was carried out. */
export function letterLinks(state: ViewState): { label: string; href: string }[] {
  const { number, documentId } = (state.carriedOut?.value ?? {}) as { number?: string; documentId?: string }
  return documentId ? [{ label: `${number ?? ''} を開いて刷る`, href: state.request.link(`documents/${documentId}`) }] : []
}

/** Where a letter that went out is to be seen: by itself, or its package. */
export function letterPath({ documentId, runId }: { readonly documentId: string | null; readonly runId: string | null }): string {
  return documentId === null ? `collection/letter-package/${runId ?? ''}` : `documents/${documentId}`
}
