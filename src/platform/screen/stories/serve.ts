import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { assets } from '../assets.ts'
import { renderPage } from '../render.ts'
import { stories } from '../stories.tsx'

/** The policy every staff screen is served with. */
export const contentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** Serves the stories at `/stories/<name>` on a free port, with the policy of the staff screens. A post answers the same page. */
export async function serveStories(): Promise<{ server: Server; base: string; posts: string[] }> {
  const posts: string[] = []
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://stories').pathname
    let sent = ''
    request.on('data', (chunk: Buffer) => { sent += chunk.toString('utf8') })
    request.on('end', () => {
      if (request.method === 'POST') posts.push(`${path}?${sent}`)
      answer(path, response)
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return { server, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posts }
}

function answer(path: string, response: ServerResponse): void {
  const asset = assets().get(path)
  if (asset) return void response.writeHead(200, { 'content-type': asset.type, etag: asset.etag }).end(asset.body)
  const story = stories.find((entry) => path === `/stories/${entry.name}`)
  if (!story) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': contentSecurityPolicy }).end(renderPage(story.render()))
}
