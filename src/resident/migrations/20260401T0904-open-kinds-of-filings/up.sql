-- The program's own list says which kinds of filings there are; a new kind is no change of this table.
alter table resident.notification drop constraint notification_kind_check;
