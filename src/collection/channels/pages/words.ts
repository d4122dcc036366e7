// Words of the screens of channels, as staff say them.

export const transportWords: Readonly<Record<string, string>> = { 'by-hand': '画面から受け取る', folder: 'この機械の受け渡し場所', sftp: 'SFTP', ftps: 'FTPS（暗号あり）', ftp: 'FTP（暗号なし。閉じた回線だけ）' }

export const wholeWords: Readonly<Record<string, string>> = { 'done-file': '送り終わりのファイル（.done）が届く', stable: '大きさが変わらなくなる', trailer: '末尾の記録がある' }

export const daysWords: Readonly<Record<string, string>> = { 'bank-days': '銀行の営業日', 'every-day': '毎日', none: '決まっていない' }

export const fieldWords: Readonly<Record<string, string>> = {
  title: '名前', profileTitle: 'ファイルの形', sender: '送り手の番号', transport: '受け取り方', host: '相手の機械', port: '番号（ポート）', userName: '利用者名', secret: 'パスワードか秘密鍵', hostKey: '相手の鍵の指紋', pickUpFolder: '取りに行く場所',
  takenFolder: '受け取ったあとの場所', receiptFolder: '受領の知らせの場所', wholeWhen: '送り終わりの見分け方', expectedDays: '届く日', expectedBy: 'いつまでに', activeFrom: '使い始め', activeTo: '使い終わり',
}

export const outcomeWords: Readonly<Record<string, string>> = {
  waiting: '送り終わりを待つ', unscanned: '検査を待つ', held: '隔離した', taken: '受け取った', refused: '断った', changed: '中身が変わっていた', 'seen-again': '前に受け取ったもの', moved: '移した', sent: '知らせた', failed: 'つながらない', reached: 'つながった',
}
