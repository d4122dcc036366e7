// Words of the screens of channels, as staff say them.

export const transportWords: Readonly<Record<string, string>> = { 'by-hand': '画面から受け取る', folder: 'この機械の受け渡し場所', sftp: 'SFTP', ftps: 'FTPS（暗号あり）', ftp: 'FTP（暗号なし。閉じた回線だけ）' }

export const wholeWords: Readonly<Record<string, string>> = { 'done-file': '送り終わりのファイル（.done）が届く', stable: '大きさが変わらなくなる', trailer: '末尾の記録がある' }

export const daysWords: Readonly<Record<string, string>> = { 'bank-days': '銀行の営業日', 'every-day': '毎日', none: '決まっていない' }

export const outcomeWords: Readonly<Record<string, string>> = {
  waiting: '送り終わりを待つ', taken: '受け取った', refused: '断った', changed: '中身が変わっていた', 'seen-again': '前に受け取ったもの', moved: '移した', sent: '知らせた', failed: 'つながらない', reached: 'つながった',
}
