create table collection.receipt (
  tenant_id integer not null,
  receipt_id uuid not null,
  receipt_no text collate "C" not null,
  payment_id uuid not null,
  party_id uuid not null,
  desk text not null,
  document_id uuid not null,
  issued_on date not null,
  issued_at timestamptz not null,
  issued_by uuid not null,
  issued_by_name text not null,
  primary key (tenant_id, receipt_id),
  foreign key (tenant_id, payment_id) references collection.payment (tenant_id, payment_id)
);
create unique index receipt_number on collection.receipt (tenant_id, receipt_no);
create unique index receipt_of_payment on collection.receipt (tenant_id, payment_id);
create index receipt_issued on collection.receipt (tenant_id, issued_on);
select platform.protect_table('collection.receipt', 'append');

-- What was printed again, each with its reason.
create table collection.receipt_copy (
  tenant_id integer not null,
  receipt_id uuid not null,
  copy_no smallint not null check (copy_no > 0),
  reason text not null,
  document_id uuid not null,
  issued_at timestamptz not null,
  issued_by uuid not null,
  issued_by_name text not null,
  primary key (tenant_id, receipt_id, copy_no),
  foreign key (tenant_id, receipt_id) references collection.receipt (tenant_id, receipt_id)
);
select platform.protect_table('collection.receipt_copy', 'append');

-- A receipt that was wrong: its sheet came back, and the payment is undone by opposite entries.
create table collection.receipt_cancellation (
  tenant_id integer not null,
  receipt_id uuid not null,
  reason text not null,
  cancelled_at timestamptz not null,
  cancelled_by uuid not null,
  cancelled_by_name text not null,
  primary key (tenant_id, receipt_id),
  foreign key (tenant_id, receipt_id) references collection.receipt (tenant_id, receipt_id)
);
select platform.protect_table('collection.receipt_cancellation', 'append');
