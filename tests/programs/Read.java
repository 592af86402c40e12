// SPDX-License-Identifier: Apache-2.0
// Read MODE PATH: reads PATH in one of the ways of Java programs, and writes what it read and then the sizes.
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;

public class Read {
    static String read(String mode, Path path) throws IOException {
        switch (mode) {
        case "readString":
            return Files.readString(path);
        case "FileInputStream":
            try (FileInputStream in = new FileInputStream(path.toFile())) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        case "Scanner":
            try (Scanner scanner = new Scanner(path)) {
                return scanner.useDelimiter("\\A").next();
            }
        case "map":
            try (FileChannel channel = FileChannel.open(path)) {
                return StandardCharsets.UTF_8.decode(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()))
                    .toString();
            }
        default:
            throw new IllegalArgumentException(mode);
        }
    }

    public static void main(String[] arguments) throws IOException {
        Path path = Path.of(arguments[1]);
        System.out.print(read(arguments[0], path));
        System.out.println(Files.size(path) + " " + new File(arguments[1]).length());
    }
}
