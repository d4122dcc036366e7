import { refusalCatalogue } from '../../kernel/outcome.ts'

const oneStop = '住民基本台帳法24条の2'

/** Why an announced move cannot be taken or worked on — 引越しワンストップの断り. */
export const oneStopEntries = {
  'one-stop-abroad': { message: '国外との引越しは、ポータルでは届け出られません。', remedy: '窓口で届け出るよう、申込者に伝えてください。国外転出届は転出の前に、本人確認の書類を持って来庁してもらいます。', article: oneStop },
  'one-stop-too-early': { message: '転出の日（{date}）の{days}日前より早い申込みです。', remedy: '{days}日前になってから申し込み直すか、窓口に届け出るよう、申込者に伝えてください。', article: oneStop },
  'one-stop-too-late': { message: '転出の日（{date}）から{days}日を過ぎた申込みです。', remedy: '窓口か郵送で届け出るよう、申込者に伝えてください。転出証明書か、これに準ずる証明書を出せます。', article: oneStop },
  'one-stop-too-young': { message: '申込者が{age}歳になっていません。', remedy: '法定代理人が窓口で届け出るよう伝えてください。', article: oneStop },
  'one-stop-certificate': { message: '署名用電子証明書が有効ではありません。', remedy: '証明書を更新して申し込み直すか、窓口に届け出るよう、申込者に伝えてください。', article: oneStop },
  'one-stop-two-applicants': { message: '引っ越す人の中に、申込者が2人以上います。', remedy: '申込者を1人にして申し込み直すよう、申込者に伝えてください。' },
  'one-stop-other-town': { message: '申込みの手続きと、前後の住所の市区町村が合いません。', remedy: '住所のある市区町村を選んで申し込み直すか、窓口に届け出るよう、申込者に伝えてください。' },
  'one-stop-file-empty': { message: 'ファイルに行がありません。', remedy: '1行に一つの申込みを書いたファイルを選んでください。' },
  'one-stop-not-utf8': { message: 'このファイルはUTF-8の文字ではありません。', remedy: 'ポータルから取り出したままのファイルを選んでください。' },
  'one-stop-not-json': { message: 'JSONとして読めない行です。', remedy: 'ファイルを取り出し直してください。1行も取り込んでいません。' },
  'one-stop-line-wrong': { message: '{what}', remedy: 'その項目を直したファイルを求めてください。1行も取り込んでいません。' },
  'one-stop-not-for-us': { message: '宛先が、この町ではありません。', remedy: '取り出す町を確かめてください。1行も取り込んでいません。' },
  'one-stop-message-twice': { message: '同じ知らせの番号が、この中に2回あります。', remedy: 'ファイルを取り出し直してください。1行も取り込んでいません。' },
  'one-stop-too-many-lines': { message: '一度に取り込めるのは{count}行までです。', remedy: 'ファイルを分けてください。' },
  'one-stop-not-found': { message: 'この受付は、この町にありません。', remedy: '受付の一覧から選び直してください。' },
  'one-stop-decided': { message: 'この受付は、もう「{state}」になっています。', remedy: '画面を開き直してください。' },
  'one-stop-other-kind': { message: 'この受付は、別の届出（{kind}）のものです。', remedy: '受付の画面から、届出を開き直してください。' },
  'one-stop-withdrawn': { message: 'この受付は、あとから取り消されています。', remedy: '本人に確かめ、届出を差し戻してください。', article: oneStop },
  'one-stop-protected': { message: 'この受付は、責任者が扱います。', remedy: '責任者へ回してください。窓口では「担当の者が承ります」と伝えてください。', article: '住民基本台帳事務における支援措置' },
  'one-stop-merge-itself': { message: '同じ受付は、まとめられません。', remedy: '先に届いた受付を選んでください。' },
  'one-stop-merge-other': { message: 'まとめる先は、同じ手続きで、まだ開いている受付に限ります。', remedy: '手続きと状態を確かめて、選び直してください。' },
  'certificate-not-symbol': { message: '転出証明書の二次元コードとして読めません。', remedy: '証明書のコードを、端の番号の順に、全部読み直してください。' },
  'certificate-symbol-missing': { message: '二次元コードが{count}個のうち{read}個しか読まれていません。', remedy: '残りのコードを続けて読んでください。' },
  'certificate-two-papers': { message: '別の証明書の二次元コードが混ざっています。', remedy: '1枚の証明書のコードだけを読み直してください。' },
  'certificate-signature': { message: '二次元コードの署名が、出した町の鍵と合いません。', remedy: '証明書の紙を見て手で入れ、出した市区町村に電話で確かめてください。', article: '住民基本台帳法施行令22条' },
  'certificate-not-for-us': { message: 'この転出証明書は、この町が出したものです。', remedy: '町の中で移ったのなら転居届です。転出を取りやめたのなら、異動の取消しです。', article: '住民基本台帳法22条' },
} as const

export const oneStopRefusals = refusalCatalogue('resident', oneStopEntries)
