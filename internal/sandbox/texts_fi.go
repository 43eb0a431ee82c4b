package sandbox

func finnish() language {
	return language{
		code: "fi", locale: "fi-FI", weight: 3,
		first:  []string{"Päivi", "Jukka", "Aino", "Väinö", "Sanna", "Eero", "Kaisa", "Mikko", "Tuulikki", "Onni", "Riitta", "Ville"},
		last:   []string{"Mäkelä", "Koskinen", "Hämäläinen", "Järvelä", "Niemi", "Räsänen", "Lehtovaara", "Salo", "Pöyhönen", "Kettunen", "Virtaniemi"},
		places: []string{"Tampere, FI", "Oulu, FI", "Rovaniemi, FI", "Helsinki, FI", "Jyväskylä, FI", "Turku, FI"},
		happy: voice{
			titles: []string{"Erittäin tyytyväinen", "Suosittelen lämpimästi", "Loistava kauppa", "Tilaan toistekin"},
			short:  []string{"Kaikki hyvin, kiitos!", "Nopeaa ja helppoa.", "Hyvät kengät, hyvä hinta.", "Suosittelen.", "Toimii!"},
			begin:  []string{"Kolmas tilaus täältä ja taas kaikki kunnossa.", "Kirjoitan harvoin arvosteluja, mutta nyt on aihetta.", "Tarvitsimme teltan nopeasti Lapin-reissulle.", "Ostin lahjan isälleni."},
			told: []told{
				{"shipping", "Nopea toimitus", "Tilasin sunnuntai-iltana ja tiistaina paketti oli noudettavissa."},
				{"staff", "Ystävällinen palvelu", "{staff} neuvoi puhelimessa rauhassa oikean koon."},
				{"quality", "Pitää veden", "Takki on kestänyt jo {n} päivää sadetta ja olen yhä kuiva."},
				{"quality", "", "Makuupussi on kevyt ja lämmin, pakkasyönäkin."},
				{"sizing", "", "Kokotaulukko piti paikkansa, ei yhtään rakkoa."},
				{"refund", "", "Palautin yhdet housut ja rahat olivat tilillä {n} päivässä."},
				{"price", "", "Halvempi kuin muualla, ja alennuskoodi hyvitettiin jälkikäteen."},
				{"damaged", "", "Yksi telttakiila oli vääntynyt; lähetin kuvan ja sain uuden sarjan kahdessa päivässä."},
			},
			aside: []string{"Koirakin tykkää.", "Pakattu pahviin ilman muovia, hienoa.", "Väri on hieman tummempi kuin kuvassa, mutta kaunis."},
			end:   []string{"Kiitos!", "Tilaan varmasti uudestaan.", "Viisi tähteä ansaitusti."},
		},
		mixed: voice{
			titles: []string{"Ihan ok", "Hyvä tuote, mutta…", "Voisi olla parempi"},
			short:  []string{"Ihan ok.", "Ajaa asiansa.", "Hyvät kengät, huono tiedotus.", "Tuli perille lopulta."},
			begin:  []string{"Ei hyvä eikä huono.", "Itse tuote on kunnossa.", "Olisin halunnut antaa neljä tähteä."},
			told: []told{
				{"shipping", "Hidas toimitus", "Toimitus kesti {n} päivää, vaikka luvattiin kolme, eikä kukaan ilmoittanut mitään."},
				{"quality", "", "Housut ovat mukavat, mutta taskun vetoketju takkuaa jo."},
				{"sizing", "Pientä kokoa", "Fleece on pientä mallia, jouduin vaihtamaan ja maksamaan postikulut itse."},
				{"staff", "", "Kun lopulta sain asiakaspalvelun kiinni, asia hoitui, mutta se oli neljäs puhelu."},
				{"website", "", "Sivuilla luki varastossa, kahden päivän päästä tuli viesti, että on loppu."},
			},
			aside: []string{"Pidän sen silti.", "Ehkä minulla oli huono tuuri.", "Chatista ei ole apua."},
			end:   []string{"Katsotaan, kauanko kestää.", "Parantamisen varaa on.", "Kolme tähteä lienee reilua."},
		},
		angry: voice{
			titles: []string{"Ei koskaan enää", "Suuri pettymys", "Älkää tilatko", "En suosittele"},
			short:  []string{"Ei koskaan enää.", "Ei pakettia eikä vastausta.", "Surkea palvelu.", "Tilaus {order} – missä se viipyy???"},
			begin:  []string{"Olen ollut asiakas vuosia ja olen todella pettynyt.", "Olisinpa lukenut arvostelut ensin.", "Mistäköhän aloittaisin.", "Tämän piti olla syntymäpäivälahja."},
			told: []told{
				{"shipping", "Ei ole tullut", "Tilasin {n} päivää sitten, tilaus {order}, eikä mitään ole tullut."},
				{"shipping", "Ei toimitettu", "Kuljettaja väittää luovuttaneensa paketin minulle. Olin töissä."},
				{"damaged", "Rikki saapuessaan", "Teltta tuli repeämä sisäteltassa ja yksi kaari poikki."},
				{"refund", "Odotan yhä rahojani", "Palautin kengät 3. päivä, kuittasitte ne 5. päivä, ja odotan edelleen 149 euroa."},
				{"quality", "Pohja irtosi", "Pohja irtosi kahden viikonlopun jälkeen tavallisella polulla."},
				{"quality", "Vedenpitävä? Ei.", "\"Vedenpitävä\" takki oli läpimärkä kahdessakymmenessä minuutissa."},
				{"sizing", "Kahdesti väärä koko", "Tilasin koon 39 ja sain 42. Vaihdoin ja sain taas 42."},
				{"staff", "Kukaan ei vastaa", "Kolme sähköpostia ja kaksi puhelua, aina luvataan soittaa takaisin eikä kukaan soita."},
				{"website", "Veloitettiin kahdesti", "Summa veloitettiin kahdesti, eikä ihmistä saa mistään kiinni."},
			},
			aside: []string{"Lähdemme perjantaina ja olemme ilman telttaa.", "Minulla on kuvat kaikesta.", "Ainoa vastaus oli automaattinen viesti."},
			end:   []string{"Haluan rahani takaisin.", "Vastatkaa, kiitos.", "Seuraavaksi otan yhteyttä kuluttajaneuvontaan.", "Yksi tähti, koska nollaa ei voi antaa."},
		},
		but: []string{"Tähti pois toimitusajasta.", "Ainoa miinus on pikkuruinen käyttöohje.", "Postikulut ovat vähän kovat."},
		reply: replies{
			hello:  []string{"Hei {name}!", "Hei {name},"},
			thanks: []string{"Lämmin kiitos kauniista sanoista, välitän ne varastolle.", "Mukava kuulla, kiitos kun kirjoitit!"},
			sorry:  []string{"Olen pahoillani, näin ei olisi pitänyt käydä.", "Ymmärrän harmistuksesi ja pyydän anteeksi.", "Kiitos, että kerroit, ja pahoittelut odotuksesta."},
			help: []string{
				"Voisitko vastata tämänpäiväiseen viestiimme, niin hoidan asian kuntoon?", "Uusi tuote lähtee sinulle tänään, sinun ei tarvitse tehdä mitään.",
				"Pyysin kuljetusliikkeeltä kuittauksen ja kirjoitan sinulle viimeistään huomenna.", "Palautus lähti tänä aamuna ja on tililläsi kolmessa päivässä.",
			},
			bye: []string{"Ystävällisin terveisin", "Terveisin", "Kaikkea hyvää"},
		},
		ask:      []string{"Hei {name}, emme löydä tilausta nimelläsi. Voisitko kertoa tilausnumeron?", "Hei {name}, haluamme auttaa. Mistä tilauksesta on kyse?"},
		answered: []string{"Se on {order}, mieheni nimellä.", "Tilaus {order}, ostin vieraana."},
	}
}
