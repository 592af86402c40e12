/* SPDX-License-Identifier: Apache-2.0 */
/* A server's first second: reads serve.json with cJSON and says what it would do. It knows nothing of inlay. */
#include <cjson/cJSON.h>
#include <stdio.h>

int main(void)
{
    char text[4096];
    FILE *file = fopen("serve.json", "r");
    cJSON *settings;

    if (file == NULL) {
        perror("serve.json");
        return 1;
    }
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    settings = cJSON_Parse(text);
    if (settings == NULL) {
        fputs("serve.json: not JSON\n", stderr);
        return 1;
    }
    printf("serving %s on port %d with %d workers, answering from %.2f certainty\n",
           cJSON_GetObjectItem(settings, "model")->valuestring, cJSON_GetObjectItem(settings, "port")->valueint,
           cJSON_GetObjectItem(settings, "workers")->valueint, cJSON_GetObjectItem(settings, "threshold")->valuedouble);
    cJSON_Delete(settings);
    return 0;
}
