// SPDX-License-Identifier: Apache-2.0
// A job: prints config.yaml.
#include <fstream>
#include <iostream>

int main()
{
    std::cout << std::ifstream("config.yaml").rdbuf();
}
