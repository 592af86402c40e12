"""Models for scripts/pydantic-schema, written so that Pydantic 1 and 2 take them alike. v1-*.json and v2-*.json beside
this file are what it makes of them under Pydantic 1.10.4 and 2.14.4."""
from enum import Enum, IntEnum
from typing import Any, Dict, List, Literal, Optional, Set, Union

from pydantic import VERSION, BaseModel, Field, SecretStr

print("what a module prints is no part of the schema")

# The extra attributes of a field, as each version takes them.
SECRET = {"format": "secret"} if VERSION.startswith("1.") else {"json_schema_extra": {"format": "secret"}}


# The example of W&B's page on job inputs, a class and an instance.
class DatasetEnum(str, Enum):
    cifar10 = "cifar10"
    cifar100 = "cifar100"


class Trainer(BaseModel):
    learning_rate: float = Field(gt=0, description="Learning rate of the model")
    batch_size: int = Field(ge=1, le=256, description="Number of samples per batch")
    dataset: DatasetEnum = Field(title="Dataset", description="Name of the dataset to use")


class Schema(BaseModel):
    seed: int
    trainer: Trainer


t = Trainer(learning_rate=0.01, batch_size=32, dataset=DatasetEnum.cifar10)
s = Schema(seed=42, trainer=t)


# What else fields may be.
class Level(IntEnum):
    low = 1
    high = 2


class Sgd(BaseModel):
    kind: Literal["sgd"] = "sgd"
    lr: float = Field(0.1, le=1)


class Adam(BaseModel):
    kind: Literal["adam"] = "adam"
    lr: float = Field(0.001, le=10)
    beta: float = 0.9


class Login(BaseModel):
    user: str = "me"
    token: str = Field("in the clear", **SECRET)


class Fields(BaseModel):
    count: Optional[int] = None
    either: Union[int, str] = 3
    choice: Literal["x", "y"] = "x"
    flag: bool = True
    numbers: List[int] = [1]
    table: Dict[str, int] = {}
    only: Literal["only"]
    dataset: Optional[DatasetEnum] = None
    level: Level = Level.low
    several: Set[DatasetEnum] = {DatasetEnum.cifar10}
    anything: Any = None
    named: int = Field(1, alias="a.name", title="Näme")
    password: SecretStr = SecretStr("hush")
    token: str = Field("secret://TOKEN", **SECRET)
    login: Login = Login()
    logins: List[Login] = [Login()]
    optimizer: Union[Sgd, Adam] = Sgd()


fields = Fields(only="only", count=5, dataset=DatasetEnum.cifar100, optimizer=Adam(lr=5), table={"a": 1}, token="clear")


class Node(BaseModel):
    value: int = 1
    child: Optional["Node"] = None


Node.update_forward_refs() if VERSION.startswith("1.") else Node.model_rebuild()
tree = Node(value=2, child=Node(value=3))
