-- Filings that were cancelled for some of their persons and stay for the others, one row a person — 一部の人の取消し. Once only; what is cancelled for everybody stands in event_cancellation.
create table resident.person_cancellation (
  tenant_id integer not null,
  notification_id uuid not null,
  person_id uuid not null,
  cancelled_by uuid not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, notification_id, person_id)
);
create index person_cancellation_by on resident.person_cancellation (tenant_id, cancelled_by);
select platform.protect_table('resident.person_cancellation', 'append');
