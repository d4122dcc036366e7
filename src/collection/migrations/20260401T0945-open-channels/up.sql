-- A channel of the town: what comes over it, in which layout, from whom, and how its files are fetched. A change is a new version.
-- What opens the partner's machine (password, private key) is sealed under the town's key.
create table collection.channel (
  tenant_id integer not null,
  channel_id uuid not null,
  version integer not null,
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
  expected_by text collate "C" check (expected_by ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  active_from date not null,
  active_to date,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  check ((expected_days = 'none') = (expected_by is null)),
  check (active_to is null or active_to >= active_from),
  primary key (tenant_id, channel_id, version)
);
create unique index channel_current on collection.channel (tenant_id, channel_id) where recorded_to is null;
select platform.protect_table('collection.channel', 'history');

-- What a payment over a channel costs the town, in yen a piece, from a day on.
create table collection.channel_fee (
  tenant_id integer not null,
  channel_id uuid not null,
  valid_from date not null,
  fee bigint not null check (fee >= 0),
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, channel_id, valid_from)
);
select platform.protect_table('collection.channel_fee', 'append');

-- Everything that was done with a file of a channel: who, when, which bytes, with which end.
create table collection.channel_transfer (
  tenant_id integer not null,
  transfer_id uuid not null,
  channel_id uuid not null,
  direction text collate "C" not null check (direction in ('in', 'out')),
  file_name text,
  size bigint,
  sha256 text collate "C",
  outcome text collate "C" not null check (outcome in ('waiting', 'taken', 'refused', 'changed', 'seen-again', 'moved', 'sent', 'failed', 'reached')),
  detail text,
  file_id uuid,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (tenant_id, transfer_id)
);
create index channel_transfer_channel on collection.channel_transfer (tenant_id, channel_id, recorded_at);
create index channel_transfer_name on collection.channel_transfer (tenant_id, channel_id, file_name, recorded_at) where file_name is not null;
select platform.protect_table('collection.channel_transfer', 'append');

-- Files of all channels. A file that numbers itself is known by its number too.
alter table collection.payment_file drop constraint payment_file_layout_check;
alter table collection.payment_file add constraint payment_file_layout_check check (layout ~ '^[a-z0-9-]+$');
alter table collection.payment_file add column channel_id uuid, add column file_name text, add column business_on date, add column sequence_no integer;
create unique index payment_file_sequence on collection.payment_file (tenant_id, channel_id, business_on, sequence_no) where sequence_no is not null;
create index payment_file_channel on collection.payment_file (tenant_id, channel_id, received_at) where channel_id is not null;

alter table collection.payment_file_line drop constraint payment_file_line_kind_check, drop constraint payment_file_line_channel_check;
alter table collection.payment_file_line
  add constraint payment_file_line_kind_check check (kind in ('preliminary', 'confirmed', 'cancelled', 'postal-correction', 'charge-back', 'not-collected')),
  add constraint payment_file_line_channel_check check (channel in ('store', 'postal', 'real-time', 'mpn', 'elqr', 'card', 'app', 'bank-slip', 'transfer', 'pension'));
alter table collection.payment drop constraint payment_channel_check;
alter table collection.payment add constraint payment_channel_check
  check (channel in ('store', 'postal', 'real-time', 'counter', 'direct-debit', 'mpn', 'elqr', 'card', 'app', 'bank-slip', 'transfer', 'pension'));

-- A payment that names no slip but the number of a notice.
create index charge_notice on collection.charge (tenant_id, notice_no, fiscal_year, instalment) where notice_no is not null;
