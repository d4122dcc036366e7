-- Things of a seizure that are sold together, from the public notice to the transfer of the right.
create table collection.property_sale (
  tenant_id integer not null,
  sale_id uuid not null,
  sale_no text collate "C" not null,
  seizure_id uuid not null,
  party_id uuid not null,
  line_nos smallint[] not null check (cardinality(line_nos) > 0),
  estimate bigint not null check (estimate > 0),
  estimate_ground text not null,
  deposit bigint check (deposit > 0),
  method text collate "C" not null check (method in ('bids', 'ascending')),
  announced_on date not null,
  shortened_reason text,
  auction_on date not null check (auction_on >= announced_on),
  auction_time text not null,
  place text not null,
  decision_on date not null check (decision_on >= auction_on),
  pay_by date not null check (pay_by >= decision_on),
  conditions text,
  document_id uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  outcome text collate "C" check (outcome in ('bid', 'no-bid')),
  bidder_name text,
  bidder_address text,
  price bigint check (price >= estimate),
  outcome_at timestamptz,
  outcome_by uuid,
  decided_on date,
  decided_by uuid check (decided_by <> outcome_by),
  paid_on date,
  money_id uuid,
  transferred_on date,
  transfer_note text,
  ended_on date,
  ending text collate "C" check (ending in ('sold', 'no-bid', 'called-off', 'paid-up', 'price-unpaid')),
  ended_by uuid,
  reason text,
  check ((outcome = 'bid') = (price is not null) and (price is null) = (bidder_name is null)),
  check (decided_on is null or price is not null),
  check (paid_on is null or decided_on is not null),
  check ((ended_on is null) = (ending is null)),
  check ((ending is not distinct from 'sold') = (paid_on is not null)),
  primary key (tenant_id, sale_id),
  foreign key (tenant_id, seizure_id) references collection.seizure (tenant_id, seizure_id),
  foreign key (tenant_id, money_id) references collection.seized_money (tenant_id, money_id)
);
create unique index property_sale_no on collection.property_sale (tenant_id, sale_no);
create index property_sale_seizure on collection.property_sale (tenant_id, seizure_id);
create index property_sale_party on collection.property_sale (tenant_id, party_id);
create index property_sale_money on collection.property_sale (tenant_id, money_id) where money_id is not null;
create index property_sale_open on collection.property_sale (tenant_id, auction_on) where ended_on is null;
select platform.protect_table('collection.property_sale', 'history');

alter table collection.seizure_item
  add column sold_on date,
  add constraint seizure_item_once_check check (sold_on is null or lifted_on is null);
