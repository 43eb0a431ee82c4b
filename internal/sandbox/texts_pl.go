package sandbox

func polish() language {
	return language{
		code: "pl", locale: "pl-PL", weight: 4,
		first:  []string{"Agnieszka", "Łukasz", "Małgorzata", "Wojciech", "Żaneta", "Grzegorz", "Kinga", "Paweł", "Zofia", "Błażej", "Iwona", "Stanisław"},
		last:   []string{"Wójcik", "Gęsiarz", "Sikora", "Pawlak", "Krawczyk", "Dąbek", "Żuraw", "Szczygieł", "Lis", "Mróz", "Bąk", "Sokół"},
		places: []string{"Łódź, PL", "Kraków, PL", "Zakopane, PL", "Wrocław, PL", "Gdańsk, PL", "Poznań, PL", "Białystok, PL"},
		happy: voice{
			titles: []string{"Bardzo polecam", "Jestem zadowolona", "Sprzęt na medal", "Na pewno wrócę"},
			short:  []string{"Wszystko super, dziękuję!", "Szybko i bez problemów.", "Świetne buty, dobra cena.", "Polecam.", "Jak zawsze na piątkę."},
			begin:  []string{"To już trzecie zamówienie i znowu bez zarzutu.", "Rzadko piszę opinie, ale tu się należy.", "Potrzebowaliśmy na szybko namiotu w Bieszczady.", "Kupiłam prezent dla taty."},
			told: []told{
				{"shipping", "Ekspresowa dostawa", "Zamówione w niedzielę wieczorem, we wtorek paczka była w paczkomacie."},
				{"staff", "Fachowa pomoc", "{staff} z obsługi klienta spokojnie wytłumaczyła mi różnice między plecakami."},
				{"quality", "Nie przemaka", "Kurtka przetrwała już {n} dni deszczu i pod spodem nadal jest sucho."},
				{"quality", "", "Śpiwór jest lekki i ciepły, nawet gdy w nocy był przymrozek."},
				{"sizing", "", "Tabela rozmiarów się zgadza: ani jednego odcisku."},
				{"refund", "", "Odesłałam jedne spodnie i po {n} dniach miałam pieniądze na koncie."},
				{"price", "", "Taniej niż gdziekolwiek indziej, a do tego uwzględnili kod rabatowy."},
				{"damaged", "", "Jeden śledź był krzywy; wysłałem zdjęcie i po dwóch dniach przyszedł nowy komplet."},
			},
			aside: []string{"Pies też zadowolony.", "Zapakowane w karton, bez plastiku, brawo.", "Kolor trochę ciemniejszy niż na zdjęciu, ale ładny."},
			end:   []string{"Dziękuję!", "Na pewno jeszcze coś zamówię.", "Pięć gwiazdek zasłużone.", "Tak trzymać."},
		},
		mixed: voice{
			titles: []string{"Może być", "Dobry towar, ale…", "Średnio", "Mogło być lepiej"},
			short:  []string{"Może być.", "Spełnia swoje zadanie, nic więcej.", "Dobre buty, słaby kontakt.", "Przyszło, ale późno."},
			begin:  []string{"Ani dobrze, ani źle.", "Sam produkt jest w porządku.", "Chciałem dać cztery gwiazdki."},
			told: []told{
				{"shipping", "Długa dostawa", "Paczka szła {n} dni, choć obiecywano trzy, i nikt nie dał znać."},
				{"quality", "", "Spodnie są wygodne, ale zamek w kieszeni już się zacina."},
				{"sizing", "Zaniżona rozmiarówka", "Polar wypada mniejszy, musiałem wymienić i sam zapłacić za przesyłkę."},
				{"staff", "", "Gdy wreszcie dodzwoniłem się do działu obsługi, poszło szybko, ale to był czwarty telefon."},
				{"website", "", "Na stronie było „w magazynie”, a po dwóch dniach przyszedł mail, że jednak nie ma."},
				{"price", "", "Tydzień później karimata była o dwadzieścia procent tańsza. Szkoda."},
			},
			aside: []string{"Mimo to zostawiam.", "Może miałem pecha.", "Czat w niczym nie pomaga."},
			end:   []string{"Zobaczymy, ile wytrzyma.", "Jest co poprawić.", "Trzy gwiazdki to uczciwie."},
		},
		angry: voice{
			titles: []string{"Nigdy więcej", "Ogromne rozczarowanie", "Odradzam", "Brak słów"},
			short:  []string{"Nigdy więcej.", "Nadal nie ma paczki ani odpowiedzi.", "Fatalna obsługa.", "Szkoda pieniędzy.", "Zamówienie {order} – gdzie ono jest???"},
			begin:  []string{"Jestem klientką od lat i bardzo się zawiodłam.", "Szkoda, że wcześniej nie przeczytałem opinii.", "Nie wiem, od czego zacząć.", "To miał być prezent urodzinowy."},
			told: []told{
				{"shipping", "Paczka nie dotarła", "Zamówiłem {n} dni temu, numer {order}, i do dziś nic nie przyszło."},
				{"shipping", "Nie dostarczono", "Kurier twierdzi, że oddał mi paczkę do rąk. Byłam wtedy w pracy."},
				{"damaged", "Przyszło uszkodzone", "Namiot przyszedł z rozdarciem w sypialni i złamanym pałąkiem."},
				{"refund", "Czekam na zwrot pieniędzy", "Buty odesłane 3., odebrane przez was 5., a ja wciąż czekam na 620 zł."},
				{"refund", "Gdzie są moje pieniądze?", "Najpierw miało być {n} dni, potem znowu {n}, a teraz nikt nie odpowiada."},
				{"quality", "Odkleiła się podeszwa", "Podeszwa odkleiła się po dwóch weekendach na zwykłej ścieżce."},
				{"quality", "Wodoodporna? Nie.", "„Wodoodporna” kurtka przemokła po dwudziestu minutach zwykłego deszczu."},
				{"sizing", "Dwa razy zły rozmiar", "Zamówiłam 39, przyszło 42. Wymieniłam i znowu 42."},
				{"staff", "Nikt nie odpowiada", "Trzy maile, dwa telefony, za każdym razem obiecują oddzwonić i cisza."},
				{"website", "Pobrano dwa razy", "Pobrano mi pieniądze dwa razy i nie da się porozmawiać z człowiekiem."},
			},
			aside: []string{"W piątek wyjeżdżamy i nie mamy namiotu.", "Mam zdjęcia wszystkiego.", "Jedyna odpowiedź to automatyczny mail."},
			end:   []string{"Żądam zwrotu pieniędzy.", "Proszę o odpowiedź.", "Następny krok to rzecznik konsumentów.", "Jedna gwiazdka, bo zera nie ma."},
		},
		but: []string{"Gwiazdka mniej za czas dostawy.", "Jedyny minus: instrukcja drobnym maczkiem.", "Wysyłka trochę droga."},
		reply: replies{
			hello:  []string{"Dzień dobry,", "Witamy serdecznie,"},
			thanks: []string{"bardzo dziękujemy za miłe słowa, przekażę je kolegom z magazynu.", "cieszymy się i dziękujemy za opinię!", "serdecznie dziękujemy i życzymy udanych wypraw."},
			sorry:  []string{"bardzo nam przykro, tak być nie powinno.", "rozumiem rozczarowanie i przepraszam.", "dziękujemy za wiadomość i przepraszamy, że trzeba było czekać."},
			help: []string{
				"Proszę o odpowiedź na naszego dzisiejszego maila, a wszystko załatwię.", "Nowy produkt wysyłamy jeszcze dziś, nie trzeba nic robić.",
				"Poprosiłam kuriera o potwierdzenie doręczenia i napiszę najpóźniej jutro.", "Zwrot wyszedł dziś rano i dotrze w ciągu trzech dni.",
			},
			bye: []string{"Pozdrawiam", "Z pozdrowieniami", "Serdecznie pozdrawiam"},
		},
		ask:      []string{"Dzień dobry, nie znajdujemy zamówienia na to nazwisko. Czy możemy prosić o numer?", "Dzień dobry, chcemy pomóc. Którego zamówienia dotyczy opinia?"},
		answered: []string{"To {order}, na nazwisko męża.", "Numer {order}, kupowałem bez konta."},
	}
}
