"""Which reports are copies of one text, and which are of one story: what can only be said with all reports in hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace

from tocsin.linking import families, stories, threads, wording
from tocsin.linking.boilerplate import Standing, day
from tocsin.linking.clustering import Clusters
from tocsin.linking.families import Families
from tocsin.linking.likeness import vector
from tocsin.linking.wording import Profile, Wording
from tocsin.model import Story

_KEPT = 4_000  # wordings in memory; others are made again from their profiles


class Partition:
    """The reports so far, parted into stories. `put` and `drop` reports, then `settle`: the cost is that of what changes."""

    def __init__(self, profiles: Iterable[Profile] = ()) -> None:
        self.stories: dict[str, Story] = {}
        self.story_of: dict[str, str] = {}
        self._profiles: dict[str, Profile] = {}
        self._standing = Standing()
        self._families = Families(self._word)
        self._clusters = Clusters(stories.JOIN)
        self._words: OrderedDict[str, Wording] = OrderedDict()
        self._lines: set[int] = set()  # whose verdict is to be given anew
        self._stale: set[str] = set()  # reports that are new, or whose wording may be another one
        self._fresh: set[str] = set()  # reports put since the last time
        self._left: set[str] = set()  # stories that lost a report
        self._seen: dict[str, tuple[object, ...]] = {}  # by story: what its own linking takes from here
        for profile in profiles:
            self.put(profile)

    def __contains__(self, ident: object) -> bool:
        """Whether a report is among them."""
        return ident in self._profiles

    def put(self, profile: Profile) -> None:
        """Take in a report, or another state of it under the same id."""
        ident = profile.report.id
        if ident in self._profiles:
            self.drop(ident)
        self._profiles[ident] = profile
        self._lines |= self._standing.put(profile)
        self._stale.add(ident)
        self._fresh.add(ident)

    def drop(self, ident: str) -> None:
        """Let a report go."""
        del self._profiles[ident]
        self._lines |= self._standing.drop(ident)
        self._stale.discard(ident)
        self._fresh.discard(ident)
        self._let_go(ident)
        if ident in self.story_of:
            self._left.add(self.story_of.pop(ident))

    def settle(self) -> tuple[frozenset[str], frozenset[str]]:
        """Part the reports anew: the ids of stories that are new or not what they were, and of those that are no more."""
        self._stale |= self._standing.holding(self._standing.judge(self._lines))
        self._lines.clear()
        for ident in sorted(self._stale):
            self._let_go(ident)
        for ident in sorted(self._stale):
            word = self._word(ident)
            self._families.put(word)
            self._clusters.put(ident, vector(word), day(word.report.published))
        moved = self._families.settle() | self._stale
        touched = self._clusters.settle() | {self._clusters.group_of[ident] for ident in moved}
        self._stale.clear()
        before, self._left = self._left, set()
        made: dict[str, Story] = {}
        for members in touched:
            before |= {self.story_of[ident] for ident in members if ident in self.story_of}
            story = stories.story([self._word(ident) for ident in members], self._clusters.vectors)
            made[story.id] = story
            self.story_of.update(dict.fromkeys(members, story.id))
        for story_id in before - made.keys():
            del self.stories[story_id], self._seen[story_id]
        self.stories.update(made)
        fresh = {self.story_of[ident] for ident in self._fresh}
        self._fresh.clear()
        seen = {story_id: self._sight(story) for story_id, story in made.items()}
        changed = {story_id for story_id in made if story_id in fresh or self._seen.get(story_id) != seen[story_id]}
        self._seen.update(seen)
        return frozenset(changed), frozenset(before - made.keys())

    def _sight(self, story: Story) -> tuple[object, ...]:
        """What the linking of a story takes from here. The lines that stand under many reports matter to its threads alone."""
        places = tuple(self._families.places[ident] for ident in story.reports)
        if len({place.family for place in places}) < threads.LEAST:
            return story, places
        lines = self._standing.lines
        left_out = tuple(frozenset(r.print for r in self._profiles[ident].runs if r.print in lines) for ident in story.reports)
        return story, places, left_out

    def inside(self, story: str) -> tuple[Wording, ...]:
        """The wordings of a story's reports, in order of their ids; the reports know their family."""
        return tuple(self._told(ident) for ident in sorted(self.stories[story].reports))

    def _let_go(self, ident: str) -> None:
        self._words.pop(ident, None)
        if ident in self._families.places:
            self._families.drop(ident)
            self._clusters.drop(ident)

    def _word(self, ident: str) -> Wording:
        """The wording of a report without the lines that stand under many."""
        known = self._words.get(ident)
        if known is None:
            known = self._words[ident] = wording.made(self._profiles[ident], self._standing.lines)
            if len(self._words) > _KEPT:
                self._words.popitem(last=False)
        else:
            self._words.move_to_end(ident)
        return known

    def _told(self, ident: str) -> Wording:
        """The wording of a report that knows its family."""
        word = self._word(ident)
        return replace(word, report=families.placed(word.report, self._families.places[ident]))
