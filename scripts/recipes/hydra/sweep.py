# SPDX-License-Identifier: Apache-2.0
# python sweep.py --multirun train.lr=1e-3,1e-4: Hydra composes a config for each job, and ./train, which knows nothing of
# Hydra, reads its config.yaml with these values. Any launcher of Hydra's will do where inlay and the job are.
import json
import subprocess

import hydra
from omegaconf import OmegaConf


@hydra.main(version_base=None, config_path="conf", config_name="sweep")
def main(config):
    values = json.dumps(OmegaConf.to_container(config.train, resolve=True))
    job = ["inlay", "run", "--strict", "--values", "config.yaml=-", "--", "./train"]
    subprocess.run(job, cwd=hydra.utils.get_original_cwd(), input=values, text=True, check=True)


main()
