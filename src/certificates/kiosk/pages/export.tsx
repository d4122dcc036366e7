import { amountText } from '../../../kernel/text.ts'
import { Head, OneColumn, page, Section, type ViewState } from '../../../platform/screen/index.ts'
import { exportKioskLog, exportKioskSettlement, type KioskFile } from '../export.ts'

/** The requests of a day as a file — コンビニ交付の一覧の控え. */
export const kioskLogFilePage = page({
  name: 'certificates.kiosk-log-file-page', path: 'certificates/kiosk/export', query: exportKioskLog, input: ({ query, today }) => ({ on: query.get('on') || today }),
  frame: () => ({ title: 'コンビニ交付の一覧の控え' }),
  view: (value, state) => <FileView file={value} state={state} back="certificates/kiosk" />,
})

/** The sheets of a month as a file — コンビニ交付の精算の控え. */
export const kioskSettlementFilePage = page({
  name: 'certificates.kiosk-settlement-file-page', path: 'certificates/kiosk/settlement/export', query: exportKioskSettlement, input: ({ query, today }) => ({ month: query.get('month') || today.slice(0, 7) }),
  frame: () => ({ title: 'コンビニ交付の精算の控え' }),
  view: (value, state) => <FileView file={value} state={state} back="certificates/kiosk/settlement" />,
})

function FileView({ file, state, back }: { file: KioskFile; state: ViewState; back: string }) {
  return (
    <>
      <Head title={file.title} right={<a href={state.request.link(back)}>戻る</a>} />
      <OneColumn>
        <Section title={`${amountText(file.rows)}行`} note="人の氏名と住所は入っていません">
          <p><a class="btn primary" download={`${file.fileName}.xlsx`} href={`data:application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;base64,${file.xlsxBase64}`}>表計算のファイル（XLSX）を保存する</a> <a class="btn" download={`${file.fileName}.csv`} href={`data:text/csv;charset=utf-8;base64,${file.csvBase64}`}>CSV（UTF-8）を保存する</a></p>
          <p class="sub">書き出したことは、監査の記録に残りました。控えは、決められた場所に置いてください。</p>
        </Section>
      </OneColumn>
    </>
  )
}
