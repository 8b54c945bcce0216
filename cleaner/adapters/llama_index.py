"""A transformation for LlamaIndex' ingestion pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleaner.adapters.plan import PagePlan, page_facts, plain_plan
from cleaner.extras import missing_extra

try:
    from llama_index.core.bridge.pydantic import Field
    from llama_index.core.schema import BaseNode, MetadataMode, TransformComponent
except ImportError as error:
    raise missing_extra("llama-index-core", "llama-index") from error


class CleanerTransform(TransformComponent):
    """Takes the boilerplate out of nodes, be they HTML or flattened text; put it before the splitter.

    Nodes come out as copies; those without text pass as they are. Facts are added to their metadata (title, authors,
    date, language, cleaning_confidence, cleaning_warnings) where they have none of that name. What is said of the
    cleaning is shown neither to the embedding model nor to the language model.
    """

    mode: str = "balanced"
    """`balanced`, `precision` or `recall`."""
    keep: list[str] = Field(default_factory=list)
    """Labels to keep besides those kept by default."""
    drop: list[str] = Field(default_factory=list)
    """Labels to drop besides those dropped by default."""
    kind: str = "auto"
    """What the nodes are: `html`, `text`, or `auto` to look at each."""
    format: str = "text"
    """`text` or `markdown`."""
    keep_empty: bool = False
    """Whether nodes of which nothing is left come out too."""

    def model_post_init(self, context: Any, /) -> None:
        """Check the values; where one does not exist, pydantic raises its `ValidationError`, a ValueError."""
        super().model_post_init(context)
        self._plan()

    def __call__(self, nodes: Sequence[BaseNode], **kwargs: Any) -> Sequence[BaseNode]:
        """Return the cleaned nodes, in order; `kwargs` are LlamaIndex', none is looked at."""
        plan = self._plan()
        return [cleaned for node in nodes if (cleaned := self._transform(node, plan)) is not None]

    def _plan(self) -> PagePlan:
        return plain_plan(self.mode, self.keep, self.drop, self.kind, self.format)

    def _transform(self, node: BaseNode, plan: PagePlan) -> BaseNode | None:
        content = node.get_content(metadata_mode=MetadataMode.NONE)
        if not content:
            return node
        page = plan.clean(content, node.metadata.get("url"))
        text = plan.render(page)
        if not text and not self.keep_empty:
            return None
        cleaned = node.model_copy(deep=True)
        cleaned.set_content(text)
        cleaned.metadata = page_facts(page) | node.metadata
        for name in sorted(cleaned.metadata.keys() - node.metadata.keys()):
            if name.startswith("cleaning_"):
                cleaned.excluded_embed_metadata_keys.append(name)
                cleaned.excluded_llm_metadata_keys.append(name)
        return cleaned
