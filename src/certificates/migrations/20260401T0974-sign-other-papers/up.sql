-- Papers of other rooms that carry a mark of the town; `issuance_id` is their owner's own id of the sheet — ほかの業務の紙の検証マーク.
create table certificates.marked_paper (
  tenant_id integer not null,
  issuance_id uuid not null,
  kind text collate "C" not null,
  number text collate "C" not null,
  document_id uuid not null,
  pages smallint not null,
  issued_on date not null,
  primary key (tenant_id, issuance_id)
);
create unique index marked_paper_number on certificates.marked_paper (tenant_id, number);
select platform.protect_table('certificates.marked_paper', 'append');
