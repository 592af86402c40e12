// SPDX-License-Identifier: Apache-2.0
// read MODE PATH: reads PATH in one of the ways of C++ programs, and writes the bytes and then the size.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    const std::string mode = argv[1], path = argv[2];

    if (mode == "ifstream") {
        std::ifstream in(path);
        std::cout << std::string(std::istreambuf_iterator<char>(in), {});
    } else if (mode == "ate") {
        std::ifstream in(path, std::ios::ate);
        std::string bytes(in.tellg(), '\0');
        in.seekg(0);
        in.read(bytes.data(), bytes.size());
        std::cout << bytes;
    } else if (mode == "file_size") {
        std::string bytes(std::filesystem::file_size(path), '\0');
        std::ifstream in(path);
        in.read(bytes.data(), bytes.size());
        std::cout << bytes << in.gcount() << '\n';
    } else if (mode == "copy_file") {
        std::filesystem::copy_file(path, "copy", std::filesystem::copy_options::overwrite_existing);
        std::cout << std::ifstream("copy").rdbuf();
        std::filesystem::remove("copy");
    }
    std::cout << std::filesystem::file_size(path) << '\n';
}
