// SPDX-License-Identifier: Apache-2.0
/** Spawn COMMAND ARGUMENT ...: runs COMMAND in an empty environment. */
public class Spawn {
    public static void main(String[] command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().clear();
        System.exit(builder.start().waitFor());
    }
}
