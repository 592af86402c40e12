# SPDX-License-Identifier: Apache-2.0
# read MODE PATH: reads PATH in one of the ways of Perl programs, and writes what it read and then the sizes.
use strict;
use warnings;
use Fcntl;
use File::Copy;

my ($mode, $path) = @ARGV;
my %ways = (
    open => sub {
        open my $file, '<', $path or die "$path: $!";
        local $/;
        return <$file>;
    },
    lines => sub {
        open my $file, '<', $path or die "$path: $!";
        return join '', <$file>;
    },
    sysread => sub {
        sysopen my $file, $path, O_RDONLY or die "$path: $!";
        sysread $file, my $bytes, -s $path;
        return $bytes;
    },
    copy => sub {
        copy $path, \*STDOUT or die "$path: $!";
        return '';
    },
);
print $ways{$mode}->();
open my $file, '<', $path or die "$path: $!";
print((-s $path), ' ', (-s $file), "\n");
