-- The whole of a channel as one officer wants it: it becomes the next version when another one agrees. Base 0 is a new channel.
create table collection.channel_proposal (
  tenant_id integer not null,
  proposal_id uuid not null,
  channel_id uuid not null,
  base_version integer not null check (base_version >= 0),
  title text not null,
  profile text collate "C" not null,
  sender text collate "C",
  transport text collate "C" not null check (transport in ('by-hand', 'folder', 'sftp', 'ftps', 'ftp')),
  host text collate "C",
  port integer check (port between 1 and 65535),
  user_name text,
  secret_sealed bytea,
  host_key text collate "C",
  pick_up_folder text,
  taken_folder text,
  receipt_folder text,
  whole_when text collate "C" not null check (whole_when in ('done-file', 'stable', 'trailer')),
  expected_days text collate "C" not null check (expected_days in ('none', 'bank-days', 'every-day')),
  expected_by text collate "C",
  active_from date not null,
  active_to date,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  is_granted boolean,
  decided_at timestamptz,
  decided_by uuid,
  decided_by_name text,
  decided_reason text,
  constraint channel_proposal_decided_check check ((is_granted is null) = (decided_at is null) and (is_granted is null) = (decided_by is null)),
  constraint channel_proposal_second_officer_check check (is_granted is not true or decided_by <> recorded_by),
  primary key (tenant_id, proposal_id)
);
create unique index channel_proposal_waiting on collection.channel_proposal (tenant_id, channel_id) where is_granted is null;
select platform.protect_table('collection.channel_proposal', 'history');

alter table collection.bank_account drop constraint bank_account_state_check;
alter table collection.bank_account
  add constraint bank_account_state_check check (state in ('proposed', 'active', 'suspended', 'ended')),
  add constraint bank_account_proposed_check check (state <> 'proposed' or purpose = 'refund');
