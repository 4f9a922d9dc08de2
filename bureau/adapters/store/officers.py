"""Officers in the database; passwords as argon2id hashes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import ColumnElement, Connection, delete, select, update

from basis.tokens import new_token, token_hash
from bureau.adapters.store.engine import Database
from bureau.adapters.store.factors import remove_factor
from bureau.adapters.store.passwords import Passwords
from bureau.adapters.store.schema.officers import officer_links, officer_sessions, officers
from bureau.adapters.store.schema.survey_outputs import api_keys
from bureau.adapters.store.upsert import insert_ignore, upsert
from bureau.officers import (
    ADMIN,
    ADMINISTRATOR,
    CITY,
    LINK_LIFETIME,
    Officer,
    OfficerError,
    Post,
    Right,
    checked_name,
    checked_password,
)

_CITYS = Post(CITY)
_SHOWN = [column for column in officers.c if column.name != "password_hash"]


class StoredOfficers:
    """`bureau.officers.Officers` on the database."""

    def __init__(self, database: Database, hasher: PasswordHasher | None = None) -> None:
        self._database = database
        self._passwords = Passwords(hasher)
        # Verified against when nobody has that name, so that time tells nothing.
        self._nobody = self._passwords.hash("nobody")

    def ensure_admin(self, *, password: str, at: datetime) -> None:
        """Create `admin` with this password unless there is one."""
        if self.get(ADMIN) is None:
            post = Post(ADMINISTRATOR)
            self._insert(ADMIN, "管理员", password, at, must_change=False, post=post)

    def sign_in(self, *, name: str, password: str, at: datetime) -> Officer | None:
        """Return the officer of this name and password, as slowly when there is none."""
        name = name.strip().lower()
        row = self._row(name)
        hashed = row["password_hash"] if row else self._nobody
        if not self._passwords.verifies(hashed, password) or row is None:
            return None
        if not row["active"]:
            return self.get(name)
        with self._database.transaction() as connection:
            connection.execute(update(officers).where(officers.c.name == name).values(last_seen=at))
        return self.get(name)

    def get(self, name: str) -> Officer | None:
        """Return an officer by name."""
        if not name.isprintable():  # PostgreSQL refuses to be asked for a NUL
            return None
        with self._database.reading() as connection:
            row = connection.execute(select(*_SHOWN).where(officers.c.name == name)).one_or_none()
        return _officer(row) if row else None

    def every(self) -> list[Officer]:
        """Return all officers by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(*_SHOWN).order_by(officers.c.name)).all()
        return [_officer(row) for row in rows]

    def add(
        self, *, name: str, full_name: str, password: str, at: datetime, post: Post = _CITYS
    ) -> Officer:
        """Add an officer, who must change this password at once."""
        name = checked_name(name)
        full_name = "".join(filter(str.isprintable, full_name)).strip()[:64]
        password = checked_password(password)
        if not self._insert(name, full_name or name, password, at, must_change=True, post=post):
            raise OfficerError("taken")
        added = self.get(name)
        assert added is not None
        return added

    def change_password(
        self, *, name: str, old: str, new: str, keeps: str, at: datetime
    ) -> Officer:
        """Change one's own password; every session but the one of key `keeps` ends."""
        row = self._row(name)
        if row is None or not self._passwords.verifies(row["password_hash"], old):
            raise OfficerError("wrong")
        if new == old:
            raise OfficerError("same")
        hashed = self._passwords.hash(checked_password(new))
        with self._database.transaction() as connection:
            changed = connection.execute(
                update(officers)
                .where(officers.c.name == name)
                .values(
                    password_hash=hashed,
                    session=officers.c.session + 1,
                    must_change=False,
                    last_seen=at,
                )
                .returning(*_SHOWN)
            ).one()
            others = officer_sessions.c.officer == name, officer_sessions.c.id_hash != keeps
            connection.execute(delete(officer_sessions).where(*others))
        return _officer(changed)

    def set_active(self, *, name: str, active: bool, by: str, at: datetime) -> None:
        """Let an officer in, or no longer: then their sessions and their programs' keys end."""
        _check_other(name, by, known=self.get(name) is not None)
        with self._database.transaction() as connection:
            connection.execute(
                update(officers)
                .where(officers.c.name == name)
                .values(active=active, session=officers.c.session + 1)
            )
            if active:
                return
            connection.execute(delete(officer_sessions).where(officer_sessions.c.officer == name))
            _end_keys(connection, name, by=by, at=at)

    def post(self, *, name: str, post: Post, by: str, at: datetime) -> Officer:
        """Give an officer a post; it holds from their next page on."""
        _check_other(name, by, known=self.get(name) is not None)
        with self._database.transaction() as connection:
            row = connection.execute(
                update(officers)
                .where(officers.c.name == name)
                .values(
                    role=post.role,
                    area=post.area,
                    categories=list(post.categories),
                    villages=list(post.villages),
                )
                .returning(*_SHOWN)
            ).one()
            changed = _officer(row)
            if not changed.holds(Right.MANAGE_KEYS):
                _end_keys(connection, name, by=by, at=at)
        return changed

    def make_link(self, *, name: str, by: str, at: datetime) -> str:
        """Return the secret of a link by which an officer chooses a password anew, told once."""
        officer = self.get(name)
        if officer is None:
            raise OfficerError("unknown")
        if name == by:
            raise OfficerError("own")
        if not officer.active:
            raise OfficerError("stopped")
        secret = new_token()
        until = at + LINK_LIFETIME
        row = {"officer": name, "hash": token_hash(secret), "made_by": by, "expires": until}
        with self._database.transaction() as connection:
            upsert(connection, officer_links, [row], ["officer"])
        return secret

    def link_leads_to(self, secret: str, *, at: datetime) -> Officer | None:
        """Return whose link this is, None for one that holds no more."""
        wanted = select(officer_links.c.officer).where(*_holds(secret, at))
        with self._database.reading() as connection:
            name = connection.scalar(wanted)
        officer = self.get(name) if name else None
        return officer if officer and officer.active else None

    def use_link(self, *, secret: str, password: str, at: datetime) -> Officer:
        """Set the password that the link's officer chose."""
        if self.link_leads_to(secret, at=at) is None:
            raise OfficerError("link")
        hashed = self._passwords.hash(checked_password(password))
        with self._database.transaction() as connection:
            # Whoever takes the row away has used it: two at once are one.
            used = delete(officer_links).where(*_holds(secret, at))
            name = connection.scalar(used.returning(officer_links.c.officer))
            if name is None:
                raise OfficerError("link")
            changed = connection.execute(
                update(officers)
                .where(officers.c.name == name)
                .values(password_hash=hashed, session=officers.c.session + 1, must_change=False)
                .returning(*_SHOWN)
            ).one()
            connection.execute(delete(officer_sessions).where(officer_sessions.c.officer == name))
            remove_factor(connection, name)
        return _officer(changed)

    def _insert(
        self,
        name: str,
        full_name: str,
        password: str,
        at: datetime,
        *,
        must_change: bool,
        post: Post,
    ) -> bool:
        hashed = self._passwords.hash(password)  # slow by design, so before the lock
        with self._database.transaction() as connection:
            return insert_ignore(
                connection,
                officers,
                name=name,
                full_name=full_name,
                password_hash=hashed,
                active=True,
                session=1,
                created=at,
                must_change=must_change,
                role=post.role,
                area=post.area,
                categories=list(post.categories),
                villages=list(post.villages),
            )

    def _row(self, name: str) -> Any:
        if not name.isprintable():
            return None
        with self._database.reading() as connection:
            row = connection.execute(select(officers).where(officers.c.name == name)).one_or_none()
        return row._mapping if row else None


def _officer(row: Any) -> Officer:
    facts = dict(row._mapping)
    lists = {name: tuple(facts[name]) for name in ("categories", "villages")}
    return Officer(**{**facts, **lists})


def _holds(secret: str, at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return officer_links.c.hash == token_hash(secret), officer_links.c.expires > at


def _check_other(name: str, by: str, *, known: bool) -> None:
    """Refuse to stop or move the first officer, nobody, or oneself."""
    if name == ADMIN or not known:
        raise OfficerError("unknown")
    if name == by:
        raise OfficerError("own")


def _end_keys(connection: Connection, name: str, *, by: str, at: datetime) -> None:
    """End the keys of programs that an officer made."""
    connection.execute(
        update(api_keys)
        .where(api_keys.c.made_by == name, api_keys.c.revoked_at.is_(None))
        .values(revoked_at=at, revoked_by=by)
    )
