import { join } from 'node:path'
import type { OpenTransport } from '../../collection/index.ts'

/**
 * The ways to partners' machines — 送受信の方法. Each is read in when a town first uses it: a start needs none.
 * @param folder where the folders of towns lie whose partner puts files on our own machine, one a town
 */
export function paymentTransports(folder: string): OpenTransport {
  return async (peer) => {
    switch (peer.kind) {
      case 'folder': return (await import('./folder.ts')).openFolder(join(folder, peer.municipality))
      case 'sftp': return await (await import('./sftp.ts')).openSftp(peer)
      case 'ftp': case 'ftps': return await (await import('./ftp.ts')).openFtp(peer)
    }
  }
}
