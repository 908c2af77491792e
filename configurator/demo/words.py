"""Words of the synthetic people: who they are, what they call their designs and what they tell about them."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Tongue:
    """Parts from which one language's names and stories are put together."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    titles: tuple[str, ...]
    """Design names; `{who}`, `{place}` and `{thing}` are filled in."""
    who: tuple[str, ...]
    places: tuple[str, ...]
    things: tuple[str, ...]
    openings: tuple[str, ...]
    middles: tuple[str, ...]
    endings: tuple[str, ...]


NL = Tongue(
    given=("Anouk", "Bram", "Carlijn", "Daan", "Eva", "Fleur", "Gijs", "Hanneke", "Ilse", "Jelle", "Karin", "Lotte",
           "Maarten", "Noor", "Otto", "Pien", "Ruben", "Sanne", "Teun", "Willemijn", "Youssef", "Zoë", "Fatima", "Sjoerd"),
    family=("de Vries", "Jansen", "Bakker", "Visser", "Smit", "Meijer", "Mulder", "de Boer", "Bos", "Vos", "Peters",
            "Hendriks", "Dekker", "Brouwer", "El Amrani", "Kuiper", "Postma", "van Dijk", "Yilmaz", "Hoekstra"),
    titles=("De {thing} van {who}", "{thing} in {place}", "Naar {place}", "{who} rijdt", "Zondag in {place}",
            "Klein maar {place}", "Mijn {thing}", "{place}, en terug", "Voor {who}", "Nog één rondje {place}"),
    who=("oma", "tante Riet", "de buurvrouw", "mijn zus", "opa Henk", "de hond", "de kat", "mijn baas", "Truus", "papa"),
    places=("Zandvoort", "Utrecht", "Texel", "Assen", "Scheveningen", "Maastricht", "de Veluwe", "Giethoorn", "Delft"),
    things=("zeepkist", "boodschappentas", "broodtrommel", "pantoffel", "koektrommel", "zuurtje", "badeend", "theemuts"),
    openings=("Mijn vrouw zei dat we iets verstandigs moesten kopen.", "Mijn fiets is voor de derde keer gestolen.",
              "Vroeger had mijn oma er zo een, maar dan kapot.", "Ik parkeer in een straat van twee meter breed.",
              "Eigenlijk zocht ik een winterjas.", "De kinderen mochten de kleur kiezen.",
              "Mijn buurman heeft een bestelbus.", "Het regende, dus ik zat binnen.", "Ik word volgend jaar vijftig.",
              "Wij wonen driehoog en missen een balkon."),
    middles=("Toen zag ik deze kleur en was het gesprek voorbij.", "Dit past precies tussen de bakfietsen.",
             "Nu kijkt zelfs de hond ernaar om.", "Deze past ook in de gang, mocht het moeten.",
             "Met dit dak telt elk zonnestraaltje dubbel.", "Er kan één krat in, en dat is genoeg.",
             "Het interieur kleurt bij de pindakaas.", "Ik heb er drie avonden aan gewerkt en het eten laten aanbranden.",
             "Mijn zus zegt dat hij op mij lijkt.", "Verder had ik nergens meer geld voor over."),
    endings=("Wie maakt hem nog vrolijker?", "Niet verder vertellen.", "Tot op de dijk!", "De wielen waren een ruzie waard.",
             "Morgen verander ik alles weer.", "Hij heet Sjaak.", "En nee, die caravan gaat niet mee.",
             "Je moet er maar opkomen.", "Ik toeter als ik je zie.", "Was het maar vast september."),
)  # fmt: skip

IT = Tongue(
    given=("Alessia", "Bruno", "Chiara", "Davide", "Elena", "Fabio", "Giulia", "Ivo", "Laura", "Marco", "Nadia",
           "Ottavia", "Paolo", "Rosa", "Salvatore", "Teresa", "Ugo", "Valentina", "Amina", "Enzo", "Matteo", "Piera"),
    family=("Rossi", "Bianchi", "Ferrero", "Esposito", "Romano", "Colombo", "Ricci", "Marino", "Greco", "Gallo",
            "Conti", "Costa", "Fontana", "Moretti", "Lombardi", "Haddad", "Barbieri", "Serra"),
    titles=("La {thing} di {who}", "{thing} a {place}", "Andiamo a {place}", "Per {who}", "Domenica a {place}",
            "La mia {thing}", "{place} e ritorno", "Tutta colpa di {who}", "Piano piano a {place}"),
    who=("nonna", "zia Pina", "mia sorella", "nonno Aldo", "mamma", "Gigi", "mio cugino", "Carmela"),
    places=("Rimini", "Lecce", "Torino", "Amalfi", "Modena", "Trieste", "Palermo", "Bologna", "Siena"),
    things=("caramella", "pantofola", "scatolina", "ciliegia", "moka", "saponetta", "bomboniera", "lumaca"),
    openings=("La nonna ne aveva una uguale, ma con le galline dietro.", "Cercavo solo un parcheggio.",
              "Mio marito voleva un furgone.", "Abito in un vicolo dove passa a malapena il gatto.",
              "Dopo il terzo caffè ho capito tutto.", "Il colore l'ha scelto mia figlia.",
              "La vespa del vicino mi guardava male.", "Dovevo studiare per l'esame.", "In famiglia siamo in sei."),
    middles=("Poi ho visto questo colore e addio prudenza.", "Così entra anche in cucina.",
             "Con questo tetto il cielo è compreso nel prezzo.", "I sedili si intonano al sugo.",
             "Ci sta giusto la pasta per la domenica.", "Mia madre dice che è troppo bella per uscire.",
             "Tre sere di lavoro e una pentola bruciata.", "Il cane ha già scelto il posto.",
             "Per le ruote abbiamo litigato fino a mezzanotte."),
    endings=("Chi la fa più allegra?", "Ci vediamo al mare!", "Si chiama Peppina.", "Domani cambio tutto.",
             "Il bagno può aspettare.", "Non ditelo a mio padre.", "Suono quando vi vedo.", "Fosse già settembre.",
             "La nonna approva."),
)  # fmt: skip

DE = Tongue(
    given=("Anke", "Bernd", "Claudia", "Dieter", "Emre", "Frieda", "Greta", "Heiko", "Inge", "Jonas", "Katrin", "Lena",
           "Matthias", "Nele", "Oskar", "Paula", "Ralf", "Sabine", "Thea", "Uwe", "Leyla", "Wiebke"),
    family=("Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Wagner", "Becker", "Hoffmann", "Koch", "Bauer",
            "Richter", "Klein", "Wolf", "Neumann", "Krüger", "Yıldız", "Hartmann", "Lange"),
    titles=("{thing} aus {place}", "Ab nach {place}", "Für {who}", "Sonntag in {place}", "{who} fährt vor",
            "Meine kleine {thing}", "{place} und zurück", "Nichts für {who}"),
    who=("Oma", "Tante Hilde", "Opa Karl", "den Nachbarn", "die Chefin", "Mutti", "den Dackel"),
    places=("Köln", "Lübeck", "Bamberg", "Freiburg", "Leipzig", "Husum", "Weimar", "Passau"),
    things=("Brotdose", "Keksdose", "Kirsche", "Kugel", "Murmel", "Seifenkiste", "Praline", "Ente"),
    openings=("Eigentlich wollte ich nur die Winterreifen wechseln.", "Meine Frau sagte: etwas Vernünftiges.",
              "Oma hatte so einen, nur mit mehr Rost.", "In unserer Straße ist noch genau ein Parkplatz frei.",
              "Der Nachbar fährt einen Geländewagen.", "Die Farbe durften die Kinder aussuchen.",
              "Es regnete seit Dienstag.", "Ich habe zuerst eine Tabelle gemacht."),
    middles=("Dann sah ich diese Farbe und löschte die Tabelle.", "Er passt in die Garage, quer.",
             "Mit diesem Dach zählt jeder Sonnenstrahl doppelt.", "Ein Kasten Wasser geht rein, mehr braucht kein Mensch.",
             "Die Sitze passen zum Apfelkuchen.", "Drei Abende Arbeit, ein verbrannter Auflauf.",
             "Der Dackel hat schon zugestimmt.", "Wegen der Räder haben wir bis Mitternacht gestritten."),
    endings=("Wer macht ihn noch fröhlicher?", "Bitte nicht weitersagen.", "Er heißt Günther.",
             "Morgen ändere ich alles wieder.", "Ich hupe, wenn ich dich sehe.", "Wäre nur schon September.",
             "Die Papiere sind in Ordnung.", "Ordnung muss nicht immer sein."),
)  # fmt: skip

TONGUES: Mapping[str, Tongue] = {"nl": NL, "it": IT, "de": DE}
"""Market → the language in which its people write."""

STORY_CHANCE = 0.7


def tongue_of(market: str) -> Tongue:
    """The language of a market; Dutch where we have no other."""
    return TONGUES.get(market, NL)


def person_name(chance: random.Random, tongue: Tongue) -> str:
    return f"{chance.choice(tongue.given)} {chance.choice(tongue.family)}"


def email_of(name: str, number: int) -> str:
    """An address in a domain that is reserved for examples, so that no mail reaches anybody."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{'.'.join(plain.split())}.{number}@example.org"


def design_name(chance: random.Random, tongue: Tongue) -> str:
    title = chance.choice(tongue.titles).format(
        who=chance.choice(tongue.who), place=chance.choice(tongue.places), thing=chance.choice(tongue.things)
    )
    return title[0].upper() + title[1:]


def story(chance: random.Random, tongue: Tongue) -> str:
    """Two or three sentences, or nothing: not everybody explains."""
    if chance.random() > STORY_CHANCE:
        return ""
    parts = (tongue.openings, tongue.middles, tongue.endings)[chance.randrange(2) :]
    return " ".join(chance.choice(part) for part in parts)
