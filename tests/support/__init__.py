"""What tests share: made papers and archives, servers, disks, tools from outside, whole commands."""
