import { readFileSync } from 'node:fs'
import { qrCode } from '../../../platform/document/index.ts'
import type { NoticeAccess } from './access.ts'

/** Typst text that defines `access-box`, for every form of a notice; it stands after the import of `/forms.typ`. */
export const accessPartSource = readFileSync(new URL('access-box.typ', import.meta.url), 'utf8')

/** How the taxpayer opens the worksheet of this notice, as `access-box` draws it; null where it opens none — 計算書の案内. */
export function accessPart(access: NoticeAccess | null) {
  if (access === null) return null
  const { code, address } = access
  return {
    title: 'この税額がどう計算されたかを、一行ずつ見られます', code, address: address ?? '',
    how: address === null ? '町の公開ページの「税額の計算書」を開き、次の番号と生年月日を入れます。番号は、ほかの人に見せないでください。' : '次の番地か、右の二次元コードから開き、番号と生年月日を入れます。番号は、ほかの人に見せないでください。',
    svg: address === null ? null : qrCode(`${address}?code=${code}`).svg,
  }
}
