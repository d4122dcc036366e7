-- Requests by post: where the paper goes (null is the address in the register) and what came as postal orders — 郵送請求.
alter table certificates.request add column delivery text collate "C" not null default 'counter' check (delivery in ('counter', 'mail'));
alter table certificates.request add column mail_to text;
alter table certificates.request add column postal_order_yen bigint check (postal_order_yen >= 0);
alter table certificates.request add constraint request_mail check (delivery = 'mail' or (mail_to is null and postal_order_yen is null));
-- The filing that a moving-out certificate certifies, and the first issue that a later one repeats — 再交付.
alter table certificates.request add column filing_id uuid;
alter table certificates.request add column repeats_issuance_id uuid;
create index request_filing on certificates.request (tenant_id, filing_id, recorded_at) where filing_id is not null;

-- How a fee was paid — 支払いの方法.
alter table certificates.cash_entry add column payment text collate "C" not null default 'cash' check (payment in ('cash', 'postal-order'));

-- A paper that was not what was asked for stops all issuing until somebody has looked — 発行の停止.
create table certificates.stop (
  tenant_id integer not null,
  stop_id uuid not null,
  cause text collate "C" not null,
  document_kind text collate "C",
  reason text,
  stopped_at timestamptz not null,
  stopped_by uuid not null,
  stopped_by_name text not null,
  primary key (tenant_id, stop_id),
  check (cause <> 'by-hand' or reason is not null)
);
select platform.protect_table('certificates.stop', 'append');

create table certificates.stop_end (
  tenant_id integer not null,
  stop_id uuid not null,
  finding text not null,
  ended_at timestamptz not null,
  ended_by uuid not null,
  ended_by_name text not null,
  primary key (tenant_id, stop_id)
);
select platform.protect_table('certificates.stop_end', 'append');
