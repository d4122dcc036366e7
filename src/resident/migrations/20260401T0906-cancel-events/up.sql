-- Which snapshots a filing wrote, of all its persons: what a cancellation takes back together.
create index person_history_notification on resident.person_history (tenant_id, notification_id) where notification_id is not null;

-- Filings that were cancelled after they had been recorded, and the filing that cancelled each — 異動の取消し. Once only.
create table resident.event_cancellation (
  tenant_id integer not null,
  notification_id uuid not null,
  cancelled_by uuid not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, notification_id)
);
create index event_cancellation_by on resident.event_cancellation (tenant_id, cancelled_by);
select platform.protect_table('resident.event_cancellation', 'append');

-- The command that made each step of a filing: obligations carry it, so that a cancellation finds those that were begun.
alter table resident.notification_state add column command_id uuid;

-- Who has a person's record open for an entry, so that a second officer is told and cannot save — 編集中. One row a person, taken again and again.
create table resident.edit_hold (
  tenant_id integer not null,
  person_id uuid not null,
  holder_id uuid not null,
  holder_name text not null,
  since timestamptz not null,
  until timestamptz not null,
  primary key (tenant_id, person_id)
);
create index edit_hold_holder on resident.edit_hold (tenant_id, holder_id);
select platform.protect_table('resident.edit_hold', 'work');
