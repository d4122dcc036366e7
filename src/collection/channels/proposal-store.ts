import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { sql } from '../../platform/db/db.ts'
import type { NewChannel } from './store.ts'

// Settings of channels that wait for a second officer.

/** A channel as somebody wants it, all but the number of its version. */
export type ChannelSettings = Omit<NewChannel, 'version'>

export interface ProposalRow extends ChannelSettings {
  proposal_id: string; base_version: number; recorded_at: Instant; recorded_by: string; recorded_by_name: string; is_granted: boolean | null
}

const columns = sql`proposal_id, base_version, channel_id, title, profile, sender, transport, host, port, user_name, secret_sealed, host_key, pick_up_folder, taken_folder, receipt_folder, whole_when, expected_days, expected_by,
  active_from, active_to, recorded_at, recorded_by, recorded_by_name, is_granted`

export async function insertProposal(tx: Tx, proposal: ChannelSettings & { readonly base_version: number }): Promise<string> {
  const proposalId = newId()
  await tx.db.run(sql`
    insert into collection.channel_proposal (tenant_id, proposal_id, base_version, channel_id, title, profile, sender, transport, host, port, user_name, secret_sealed, host_key, pick_up_folder, taken_folder, receipt_folder, whole_when,
      expected_days, expected_by, active_from, active_to, recorded_at, recorded_by, recorded_by_name)
    values (${tx.tenant}, ${proposalId}, ${proposal.base_version}, ${proposal.channel_id}, ${proposal.title}, ${proposal.profile}, ${proposal.sender}, ${proposal.transport}, ${proposal.host}, ${proposal.port}, ${proposal.user_name},
      ${proposal.secret_sealed}, ${proposal.host_key}, ${proposal.pick_up_folder}, ${proposal.taken_folder}, ${proposal.receipt_folder}, ${proposal.whole_when}, ${proposal.expected_days}, ${proposal.expected_by}, ${proposal.active_from},
      ${proposal.active_to}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
  return proposalId
}

export async function lockProposal(tx: Tx, proposalId: string): Promise<ProposalRow | undefined> {
  return await tx.db.find<ProposalRow>(sql<ProposalRow>`select ${columns} from collection.channel_proposal where tenant_id = ${tx.tenant} and proposal_id = ${proposalId} for update`)
}

/** What waits for its decision, the oldest first. */
export async function listWaiting(tx: Tx): Promise<ProposalRow[]> {
  return await tx.db.many<ProposalRow>(sql<ProposalRow>`select ${columns} from collection.channel_proposal where tenant_id = ${tx.tenant} and is_granted is null order by recorded_at, proposal_id limit 50`)
}

export async function findWaitingOf(tx: Tx, channelId: string): Promise<ProposalRow | undefined> {
  return await tx.db.find<ProposalRow>(sql<ProposalRow>`select ${columns} from collection.channel_proposal where tenant_id = ${tx.tenant} and channel_id = ${channelId} and is_granted is null`)
}

export async function decideProposal(tx: Tx, proposalId: string, decision: { readonly isGranted: boolean; readonly reason: string | null }): Promise<void> {
  await tx.db.run(sql`
    update collection.channel_proposal set is_granted = ${decision.isGranted}, decided_reason = ${decision.reason}, decided_at = ${tx.now}, decided_by = ${tx.actor.id}, decided_by_name = ${tx.actor.name}
    where tenant_id = ${tx.tenant} and proposal_id = ${proposalId}`)
}
