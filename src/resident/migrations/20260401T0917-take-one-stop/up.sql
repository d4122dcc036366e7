-- One move that was announced from outside — 引越しの受付. `thread` is the portal's application, or the filing of the town that was left.
create table resident.one_stop_item (
  tenant_id integer not null,
  item_id uuid not null,
  number text collate "C" not null,
  origin text collate "C" not null check (origin in ('portal', 'town', 'paper')),
  kind text collate "C" not null check (kind in ('moving-out', 'moving-in', 'relocation', 'moving-in-notice')),
  thread text collate "C" not null,
  counterpart_code text collate "C",
  received_at timestamptz not null,
  primary key (tenant_id, item_id)
);
create unique index one_stop_item_thread on resident.one_stop_item (tenant_id, thread, kind);
select platform.protect_table('resident.one_stop_item', 'append');

-- Where it stands, step by step, with the days that its latest message names.
create table resident.one_stop_state (
  tenant_id integer not null,
  item_id uuid not null,
  step_no smallint not null,
  state text collate "C" not null check (state in ('waiting', 'submitted', 'settled', 'refused', 'cancelled', 'merged', 'expired')),
  reason text,
  moved_on date not null,
  due_on date,
  expires_on date not null,
  person_count smallint not null,
  is_protected boolean not null,
  notification_id uuid,
  merged_into uuid,
  by_id uuid not null,
  by_name text not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  primary key (tenant_id, item_id, step_no)
);
create unique index one_stop_state_now on resident.one_stop_state (tenant_id, item_id) where recorded_to is null;
create index one_stop_state_open on resident.one_stop_state (tenant_id, state, due_on, item_id) where recorded_to is null;
create index one_stop_state_notification on resident.one_stop_state (tenant_id, notification_id) where recorded_to is null and notification_id is not null;
create index one_stop_state_expiry on resident.one_stop_state (tenant_id, expires_on, item_id) where recorded_to is null;
select platform.protect_table('resident.one_stop_state', 'history');

-- What was received of it, each message once by its id; the content is sealed, and taken out when its time is over.
create table resident.one_stop_message (
  tenant_id integer not null,
  message_id uuid not null,
  item_id uuid not null,
  sequence integer not null,
  type text collate "C" not null,
  sent_at timestamptz not null,
  received_at timestamptz not null,
  sealed bytea,
  primary key (tenant_id, message_id)
);
create index one_stop_message_item on resident.one_stop_message (tenant_id, item_id, sequence);
select platform.protect_table('resident.one_stop_message', 'history');

-- What this town has to tell: another town (`to_code`), or the portal (null) — 送る知らせ.
create table resident.one_stop_sent (
  tenant_id integer not null,
  message_id uuid not null,
  sent_no bigint not null,
  thread text collate "C" not null,
  sequence integer not null,
  type text collate "C" not null,
  to_code text collate "C",
  sealed bytea,
  expires_on date not null,
  recorded_at timestamptz not null,
  delivered_at timestamptz,
  outcome text collate "C" check (outcome in ('delivered', 'unknown-town')),
  primary key (tenant_id, message_id)
);
create unique index one_stop_sent_thread on resident.one_stop_sent (tenant_id, thread, sequence);
create index one_stop_sent_waiting on resident.one_stop_sent (tenant_id, sent_no) where delivered_at is null and to_code is not null;
create index one_stop_sent_portal on resident.one_stop_sent (tenant_id, sent_no) where to_code is null;
create index one_stop_sent_expiry on resident.one_stop_sent (tenant_id, expires_on) where sealed is not null;
select platform.protect_table('resident.one_stop_sent', 'history');
