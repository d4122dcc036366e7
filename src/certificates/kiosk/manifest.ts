import { answerKiosk } from './answer.ts'
import { countCardsOf, enterKioskCard, kioskCards, resumeKioskCard, stopKioskCard } from './cards.ts'
import { cancelKiosk, closeKioskSheets, confirmKiosk } from './confirm.ts'
import { exportKioskLog, exportKioskSettlement } from './export.ts'
import { kioskLog, kioskRequest, kioskService } from './log.ts'
import { kioskOutputs, kioskPapers } from './output.ts'
import { kioskCardsPage } from './pages/cards.tsx'
import { kioskLogFilePage, kioskSettlementFilePage } from './pages/export.tsx'
import { kioskLogPage, kioskRequestPage } from './pages/log.tsx'
import { kioskServicePage } from './pages/service.tsx'
import { kioskSettlementPage } from './pages/settlement.tsx'
import { kioskPaper } from './paper.ts'
import { closeKioskDifference, kioskSettlement, loadKioskSettlement } from './settlement.ts'
import { resumeKiosk, stopKiosk } from './stop.ts'

/** What the kiosk adds to the manifest of certificates — コンビニ交付. */
export const kiosk = {
  commands: [enterKioskCard, answerKiosk, confirmKiosk, cancelKiosk, stopKioskCard, resumeKioskCard, stopKiosk, resumeKiosk, loadKioskSettlement, closeKioskDifference],
  queries: [kioskPaper, kioskLog, kioskRequest, kioskService, kioskCards, kioskSettlement, exportKioskLog, exportKioskSettlement],
  pages: [kioskLogPage, kioskRequestPage, kioskServicePage, kioskCardsPage, kioskSettlementPage, kioskLogFilePage, kioskSettlementFilePage],
  jobs: [closeKioskSheets],
  forms: kioskPapers,
  outputs: kioskOutputs,
  personTabs: [{ title: 'カード', permission: 'certificates.read', order: 85, path: (personId: string) => `certificates/kiosk/cards/${personId}`, count: countCardsOf }],
  tables: [
    { name: 'certificates.kiosk_card', kind: 'tenant', large: true },
    { name: 'certificates.kiosk_card_change', kind: 'tenant' },
    { name: 'certificates.kiosk_request', kind: 'tenant', large: true },
    { name: 'certificates.kiosk_sheet', kind: 'tenant', large: true },
    { name: 'certificates.kiosk_sheet_end', kind: 'tenant', large: true },
    { name: 'certificates.kiosk_waiting', kind: 'tenant' },
    { name: 'certificates.kiosk_cancellation', kind: 'tenant' },
    { name: 'certificates.kiosk_report', kind: 'tenant' },
    { name: 'certificates.kiosk_settlement', kind: 'tenant' },
    { name: 'certificates.kiosk_difference', kind: 'tenant' },
    { name: 'certificates.kiosk_difference_end', kind: 'tenant' },
  ],
  permissions: [
    { name: 'certificates-kiosk.release', title: 'コンビニ交付の請求に答え、紙を渡す（センターの鍵だけに付ける）' },
    { name: 'certificates-kiosk.write', title: 'コンビニ交付のカードを登録する・止める' },
  ],
} as const
